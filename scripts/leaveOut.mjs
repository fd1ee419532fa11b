/**
 * What the editor's own program is built without: what only pages and training need. It is small so that it starts quickly; the pages lie
 * in `dist/hints`, and training is another program. That in its turn is built without documentation, which makes the package smaller.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import ts from "typescript";

/** What stands only on a hint's page: its examples, its text in both languages, why it is not shown with numbers. */
const ofPages = new Set(["docs", "examples", "unproven"]);

/** What makes a layer. */
const makersOfLayers = new Set(["defineLayer", "augmentation"]);
/** How a layer is made of the engine's operations, how it hands on what is padding, what it learns of data before the first step. */
const ofTraining = new Set(["lower", "change", "mask", "adapt"]);
/** Hints compute with these: `layers/response.ts`. */
const computed = new Set(["activation", "elu", "leakyRelu", "relu", "merge", "softmax", "thresholdedRelu"]);

/** Where the documentation of layers stands: in `docs`, and before all else in what makes an argument or an activation. */
const makers = new Set(["param", "activations"]);
/** These have a default whatever they are given, and these only when it is named. */
const optional = new Set(["activation", "anything", "constraint", "regularizer"]);
const sized = new Set(["float", "int", "size", "tuple"]);

const makersOfHints = new Set(["defineHint"]);

/** A hint without its page. */
export const withoutPage = (text) =>
  cut(text, makersOfHints, ofPages, (member, write) => {
    const value = ts.isPropertyAssignment(member) ? member.initializer : undefined;
    if (value) write(value, ts.isArrayLiteralExpression(value) ? "[]" : '""');
  });

/** A layer that cannot be trained. */
export const withoutTraining = (text) =>
  cut(text, makersOfLayers, ofTraining, (member, write) => {
    const name = member.name.text;
    // whether it hands on what is padding is asked by hints, how is not
    if (name === "mask" && ts.isPropertyAssignment(member) && ts.isStringLiteral(member.initializer)) return;
    write(member, `${name}: ${name === "mask" || name === "adapt" ? undefined : lowered}`);
  });

/** As a layer that cannot be trained is lowered: to a reason. */
const lowered = `() => ({ reason: "it is trained by another program" })`;

/** A layer, or what layers share, without documentation. An argument that must be given keeps its own: it is asked for with that. */
export function withoutDocs(text, name) {
  const source = ts.createSourceFile("one.ts", text, ts.ScriptTarget.Latest, true);
  const changes = [];
  const made = new Set(name === "activations" ? ["define"] : []);
  const isText = (node) => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
  const visit = (node) => {
    if (ts.isImportDeclaration(node) && makers.has(basename(node.moduleSpecifier.text)))
      for (const { name } of node.importClause?.namedBindings?.elements ?? []) made.add(name.text);
    const said = saidIn(node);
    if (said) changes.push({ node: said, instead: '""' });
    else ts.forEachChild(node, visit);
  };
  const saidIn = (node) => {
    const value = ts.isPropertyAssignment(node) && node.name.text === "docs" ? node.initializer : undefined;
    if (value) return isText(value) || ts.isCallExpression(value) ? value : undefined;
    const called = ts.isCallExpression(node) ? node.expression.getText(source) : "";
    const hasText = made.has(called) && isText(node.arguments[0]);
    return hasText && mayBeMissing(node, called) ? node.arguments[0] : undefined;
  };
  visit(source);
  return written(source, changes);
}

/** Of a call that makes an argument: whether the argument has a default. */
function mayBeMissing({ arguments: given, parent }, called) {
  const last = given[given.length - 1];
  if (optional.has(called) || parent.expression?.getText() === "optional") return true;
  if (ts.isObjectLiteralExpression(last)) return last.properties.some(({ name }) => name?.text === "default");
  return given.length > 1 && !sized.has(called) && last.getText() !== "undefined";
}

/** Text in which members of the objects that these makers are called with are written anew. */
function cut(text, makers, names, rewrite) {
  const source = ts.createSourceFile("one.ts", text, ts.ScriptTarget.Latest);
  const changes = [];
  const within = (node) => {
    if (ts.isObjectLiteralElement(node) && node.name && names.has(node.name.getText(source)))
      rewrite(node, (what, instead) => changes.push({ node: what, instead }));
    else ts.forEachChild(node, within);
  };
  const find = (node) => {
    if (ts.isCallExpression(node) && makers.has(node.expression.getText(source))) within(node.arguments[0]);
    else ts.forEachChild(node, find);
  };
  find(source);
  return written(source, changes);
}

/** Every line stays where it is. */
const written = (source, changes) =>
  changes.reduceRight((whole, { node, instead }) => {
    const [start, end] = [node.getStart(source), node.end];
    const lines = whole.slice(start, end).replaceAll(/[^\n]/g, "");
    return whole.slice(0, start) + instead + lines + whole.slice(end);
  }, source.text);

/** What nobody uses is left out though a call makes it: in these folders calls do nothing else. */
const whenUsed = (text) => text.replaceAll(/^((?:export )?const [^=\n]+ = )(?=\w+[<(])/gm, "$1/* @__PURE__ */ ");

const hints = /[\\/]src[\\/]hints[\\/]\w+\.ts$/;
const ops = /[\\/]src[\\/]ops[\\/]\w+\.ts$/;
const layers = /[\\/]src[\\/]layers[\\/](?:\w+[\\/])?\w+\.ts$/;

/** Source files as they are built, by what their paths match. */
const plugin = (name, ...changes) => ({
  name,
  setup(build) {
    for (const [filter, change] of changes)
      build.onLoad({ filter }, ({ path }) => {
        const contents = change(readFileSync(path, "utf8"), basename(path, ".ts"));
        return { contents, loader: "ts" };
      });
  },
});

export const leaveOut = plugin(
  "leave-out",
  [hints, withoutPage],
  [ops, whenUsed],
  [layers, (text, name) => whenUsed(withoutDocs(computed.has(name) ? text : withoutTraining(text), name))],
);

export const leaveOutDocs = plugin("leave-out-docs", [hints, withoutPage], [layers, withoutDocs]);
