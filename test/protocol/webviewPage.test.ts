import { expect, test } from "vitest";
import { contentSecurityPolicy, webviewPage } from "../../src/protocol/webviewPage";

test("the policy is exactly this", () => {
  expect(contentSecurityPolicy("https://host", "abc")).toBe(
    "default-src 'none'; script-src 'nonce-abc'; style-src https://host; img-src https://host blob:; " +
      "font-src https://host; base-uri 'none'; form-action 'none'; " +
      "require-trusted-types-for 'script'; trusted-types 'none'",
  );
});

test("the page carries the policy and nothing that could break out of an attribute", () => {
  const page = webviewPage({
    title: '"><script>',
    locale: "en",
    script: "https://host/graph.js",
    style: "https://host/graph.css",
    cspSource: "'self' https://host",
    nonce: "abc",
  });
  expect(page).toContain(`content="${contentSecurityPolicy("'self' https://host", "abc")}"`);
  expect(page).not.toContain('"><script>');
  expect(page.match(/<script/g)).toHaveLength(1);
});
