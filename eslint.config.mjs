import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  {
    ignores: [
      "dist/",
      "out/",
      "src/kernels/",
      "src/engine/kernels.generated.ts",
      "src/data/recipe/sklearnSets.generated.ts",
      "test/fixtures/",
      "test/workbench/",
    ],
  },
  { files: ["**/*.mjs"], extends: [js.configs.recommended], languageOptions: { globals: nodeGlobals() } },
  {
    files: ["**/*.ts"],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: ["./tsconfig.json", "./tsconfig.webview.json"], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "no-undef": "off",
      // indices are checked by the loops that make them; noUncheckedIndexedAccess then needs the "!"
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/dot-notation": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // a `default` says what all other kinds get
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      // an interface has no index signature, which attributes need
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/prefer-string-starts-ends-with": "off",
      "@typescript-eslint/no-generated-empty-object-type": "off",
      "no-restricted-syntax": [
        "error",
        {
          selector: "AssignmentExpression > MemberExpression[property.name=/^(inner|outer)HTML$/]",
          message: "Strings are text, never markup: use textContent.",
        },
        {
          selector:
            "CallExpression[callee.property.name=/^(insertAdjacentHTML|write|writeln)$/][callee.object.name='document']",
          message: "Strings are text, never markup.",
        },
        {
          selector: "NewExpression[callee.name='Function'], CallExpression[callee.name='eval']",
          message: "Nothing is executed.",
        },
      ],
    },
  },
);

function nodeGlobals() {
  return Object.fromEntries(
    ["process", "console", "URL", "Buffer", "fetch", "setTimeout", "clearTimeout", "performance", "WebAssembly"].map(
      (name) => [name, "readonly"],
    ),
  );
}
