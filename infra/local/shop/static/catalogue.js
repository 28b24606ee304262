// What the shop sells and says; read by shop.js.
const PRODUCTS = [
  { id: "monstera", kind: "plant", name: "Monstera deliciosa", price: 34, light: "Bright, no direct sun", water: "Every 8 days", size: "60 cm", text: "The one with the windows in its leaves. It climbs if you let it and forgives a missed watering." },
  { id: "snake", kind: "plant", name: "Snake plant", price: 22, light: "Anything but the cellar", water: "Every 3 weeks", size: "45 cm", text: "Stands straight, asks for nothing. The plant for people who travel." },
  { id: "pothos", kind: "plant", name: "Golden pothos", price: 16, light: "Half shade", water: "Every 9 days", size: "30 cm, trailing", text: "Trails from a shelf and roots in a glass of water, so one plant soon is three." },
  { id: "calathea", kind: "plant", name: "Calathea orbifolia", price: 29, light: "Soft shade", water: "Every 6 days, soft water", size: "50 cm", text: "Silver stripes that fold up at night. It likes a bathroom with a window." },
  { id: "rubber", kind: "plant", name: "Rubber tree", price: 41, light: "Bright", water: "Every 10 days", size: "80 cm", text: "Dark, glossy, patient. Turn it a little each week and it grows straight." },
  { id: "cactus", kind: "plant", name: "Column cactus", price: 19, light: "Full sun", water: "Monthly", size: "35 cm", text: "For the window that burns everything else." },
  { id: "terra", kind: "pot", name: "Terracotta pot", price: 14, light: "Any", water: "Breathes well", size: "18 cm", text: "Thrown by hand, fired once, left unglazed so that roots can breathe." },
  { id: "speckle", kind: "pot", name: "Speckled pot with saucer", price: 26, light: "Any", water: "Glazed inside", size: "20 cm", text: "Oatmeal glaze with iron speckles. No two fall the same way." },
];

const CARE = [
  { id: "light", title: "Light", text: ["Put your hand where the plant shall stand. A sharp shadow means full sun, a soft one bright light, none at all means shade.", "Most plants that look sad look for light. Move them a metre nearer to the window before you reach for the watering can."] },
  { id: "water", title: "Water", text: ["Push a finger into the soil up to the second joint. Dry: water until it runs out below. Damp: come back tomorrow.", "Empty the saucer after a quarter of an hour. Roots that stand in water cannot breathe."] },
  { id: "repotting", title: "Repotting", text: ["When roots look out of the hole, it is time: one size up, in spring.", "Fresh soil feeds a plant for half a year. Leave the fertiliser in the cupboard until then."] },
  { id: "guests", title: "Small guests", text: ["Webs under the leaves are spider mites: shower the plant, lukewarm, for three days in a row.", "Little black flies live in soil that is too wet. Let it dry, and they go."] },
];
