// The shop's own behaviour: shelves, cart, checkout, the care section that changes page without a load.
const CART = "fern-cart";
const FREE_FROM = 50;
const DELIVERY = 6;
const euro = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR", minimumFractionDigits: 0 });

const all = (selector) => [...document.querySelectorAll(selector)];
const one = (selector) => document.querySelector(selector);
const write = (selector, text) => { for (const place of all(selector)) place.textContent = text; };
const find = (id) => PRODUCTS.find((product) => product.id === id);

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function readCart() {
  try {
    const kept = JSON.parse(localStorage.getItem(CART) ?? "{}");
    return Object.fromEntries(Object.entries(kept).filter(([id, count]) => find(id) && count > 0));
  } catch {
    return {};
  }
}

function keepCart(cart) {
  localStorage.setItem(CART, JSON.stringify(cart));
  showCart();
  tellParley();
}

function sums(cart) {
  const goods = Object.entries(cart).reduce((sum, [id, count]) => sum + find(id).price * count, 0);
  const delivery = goods === 0 || goods >= FREE_FROM ? 0 : DELIVERY;
  const items = Object.values(cart).reduce((sum, count) => sum + count, 0);
  return { goods, delivery, total: goods + delivery, items };
}

/** What an agent sees beside the chat, and what rules may ask. Where Parley is dead this does nothing. */
function tellParley() {
  const { goods, items } = sums(readCart());
  const product = shownProduct();
  window.parley?.("set", "cart_value", goods);
  window.parley?.("set", "cart_items", items);
  window.parley?.("cart", { value: goods, items, currency: "EUR" });
  if (!product) return;
  const { id, name, kind, price } = product;
  window.parley?.("set", "product", name);
  window.parley?.("product", { sku: id, name, category: kind, price });
}

function shownProduct() {
  return one("[data-product]") ? find(location.pathname.split("/")[2]) : undefined;
}

function card(product) {
  const picture = element("img", { src: `/static/art/${product.id}.svg`, alt: "", width: 240, height: 240, loading: "lazy" });
  const name = element("a", { href: `/products/${product.id}`, textContent: product.name });
  return element("li", {}, element("div", { className: "picture" }, picture), element("h3", {}, name), element("p", { className: "price", textContent: euro.format(product.price) }));
}

function showShelves() {
  const kind = new URLSearchParams(location.search).get("kind") ?? "";
  for (const shelf of all("[data-products]")) {
    const wanted = shelf.dataset.products;
    const shown = wanted === "all" ? PRODUCTS.filter((product) => !kind || product.kind === kind) : wanted.split(",").map(find);
    shelf.replaceChildren(...shown.map(card));
  }
  for (const link of all("[data-filter]")) if (link.dataset.filter === kind) link.setAttribute("aria-current", "page");
}

function showProduct() {
  const product = shownProduct();
  if (!product) return;
  document.title = `${product.name} · Fern & Clay`;
  for (const fact of ["name", "text", "light", "water", "size"]) write(`[data-product-${fact}]`, product[fact]);
  write("[data-product-price]", euro.format(product.price));
  one("[data-product-image]").src = `/static/art/${product.id}.svg`;
  one("[data-add]").addEventListener("submit", (event) => {
    event.preventDefault();
    const cart = readCart();
    const count = Math.max(1, Math.min(9, Number(new FormData(event.target).get("quantity")) || 1));
    keepCart({ ...cart, [product.id]: (cart[product.id] ?? 0) + count });
    write("[data-added]", `In your cart: ${count} × ${product.name}.`);
  });
}

function showCart() {
  const cart = readCart();
  const { delivery, total, items } = sums(cart);
  for (const badge of all("[data-cart-count]")) {
    badge.textContent = String(items);
    badge.hidden = items === 0;
    badge.setAttribute("aria-label", `${items} items`);
  }
  write("[data-cart-total]", euro.format(total));
  write("[data-cart-delivery]", delivery ? euro.format(delivery) : "Free");
  one("[data-cart-rows]")?.replaceChildren(...Object.entries(cart).map(([id, count]) => row(find(id), count)));
  one("[data-summary]")?.replaceChildren(...Object.entries(cart).map(([id, count]) => line(find(id), count)));
  for (const part of all("[data-cart-table], [data-cart-go]")) part.hidden = items === 0;
  for (const part of all("[data-cart-empty]")) part.hidden = items > 0;
}

function row(product, count) {
  const picture = element("img", { src: `/static/art/${product.id}.svg`, alt: "", width: 64, height: 64 });
  const name = element("a", { href: `/products/${product.id}`, textContent: product.name });
  const quantity = element("input", { type: "number", min: 1, max: 9, value: count, ariaLabel: `Quantity of ${product.name}` });
  quantity.addEventListener("change", () => keepCart({ ...readCart(), [product.id]: Math.max(1, Math.min(9, Number(quantity.value) || 1)) }));
  const remove = element("button", { type: "button", className: "remove", textContent: "Remove", ariaLabel: `Remove ${product.name}` });
  remove.addEventListener("click", () => keepCart({ ...readCart(), [product.id]: 0 }));
  return element("tr", {}, element("td", {}, element("span", { className: "item" }, picture, name)), element("td", {}, quantity), element("td", { className: "sum", textContent: euro.format(product.price * count) }), element("td", {}, remove));
}

function line(product, count) {
  return element("li", {}, element("span", { textContent: `${count} × ${product.name}` }), element("span", { textContent: euro.format(product.price * count) }));
}

function showCare() {
  if (!one("[data-care]")) return;
  const topic = CARE.find(({ id }) => id === location.pathname.split("/")[2]) ?? CARE[0];
  document.title = `${topic.title} · Fern & Clay`;
  write("[data-care-heading]", topic.title);
  one("[data-care-text]").replaceChildren(...topic.text.map((textContent) => element("p", { textContent })));
  one("[data-care-topics]").replaceChildren(...CARE.map((each) => {
    const link = element("a", { href: `/care/${each.id}`, textContent: each.title });
    if (each === topic) link.setAttribute("aria-current", "page");
    return link;
  }));
}

/** A page of the care section is shown in place: such a change of page must be seen by the tag too. */
function followCareLinks() {
  one("[data-care-topics]")?.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", link.href);
    showCare();
    one("[data-care-topics] [aria-current]").focus();
  });
  addEventListener("popstate", showCare);
}

showShelves();
showProduct();
showCare();
followCareLinks();
if (one("[data-thanks]")) localStorage.removeItem(CART);
showCart();
tellParley();
