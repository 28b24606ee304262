// Writes the functions of a built script as arrows, and its numbers without names, which is shorter. Called by build.mjs
// for the tag, of which every byte counts.
import { parseAst } from "rolldown/parseAst";

/** `code` is one function that is called at once; what it declares moves to its beginning, where it was hoisted to. */
export function withArrows(code) {
  const { body } = parseAst(code).body[0].expression.callee;
  const functions = body.body.filter((each) => isPlain(each, code));
  let rest = code;
  for (const { start, end } of functions.toReversed())
    rest = rest.slice(0, start) + rest.slice(end);
  const arrows = functions.map((each) => `${each.id.name}=${arrow(each, code)}`);
  const begin = body.start + 1;
  return `${rest.slice(0, begin)}let ${arrows.join(",")};${rest.slice(begin)}`;
}

/** Puts a module's own named numbers where they are used: minifiers leave each its variable. */
export const plainNumbers = {
  name: "plain-numbers",
  enforce: "pre",
  transform(code, id) {
    if (!/\/(?:tag|invitation)\/.*\.ts$/.test(id)) return null;
    return [...code.matchAll(NAMED_NUMBER)].reduce((rest, [line, name, value]) => {
      const others = rest.replace(line, "");
      return others.replace(new RegExp(`\\b${name}\\b`, "g"), `(${value})`);
    }, code);
  },
};

const NAMED_NUMBER = /^const ([A-Z][A-Z_]+) = ([\d_]+(?: \* [\d_]+)*);$/gm;

/** An arrow has neither `this` nor `arguments` of its own. */
function isPlain(node, code) {
  if (node.type !== "FunctionDeclaration" || node.async || node.generator) return false;
  return !/\b(?:this|arguments)\b/.test(code.slice(node.start, node.end));
}

function arrow({ params, body }, code) {
  const text = (node) => code.slice(node.start, node.end);
  const single = params.length === 1 && params[0].type === "Identifier";
  const list = single ? text(params[0]) : `(${params.map(text).join(",")})`;
  return `${list}=>${returned(body, text) ?? text(body)}`;
}

/** What a function does nothing but return. */
function returned({ body: [first, more] }, text) {
  const value = first?.type === "ReturnStatement" && !more ? first.argument : null;
  if (!value) return null;
  const alone = value.type !== "SequenceExpression" && !text(value).startsWith("{");
  return alone ? text(value) : `(${text(value)})`;
}
