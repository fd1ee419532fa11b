import fc from "fast-check";
import { expect, test } from "vitest";
import { changeBetween, shiftSpans, type TextChange } from "../../src/picture/shift";

const shifted = (start: number, end: number, ...changes: TextChange[]): [number, number] => {
  const { span } = shiftSpans({ span: { start, end } }, changes);
  return [span.start, span.end];
};

test.each<[string, [number, number], TextChange, [number, number]]>([
  ["before", [10, 20], { start: 0, end: 2, length: 5 }, [13, 23]],
  ["after", [10, 20], { start: 25, end: 30, length: 0 }, [10, 20]],
  ["inside", [10, 20], { start: 12, end: 13, length: 4 }, [10, 23]],
  ["typed at the start", [10, 20], { start: 10, end: 10, length: 3 }, [13, 23]],
  ["typed at the end", [10, 20], { start: 20, end: 20, length: 3 }, [10, 20]],
  ["over the start", [10, 20], { start: 5, end: 15, length: 1 }, [5, 11]],
  ["over the end", [10, 20], { start: 15, end: 25, length: 2 }, [10, 15]],
  ["over all of it", [10, 20], { start: 5, end: 25, length: 2 }, [5, 5]],
  ["exactly over it", [10, 20], { start: 10, end: 20, length: 2 }, [10, 12]],
])("a change %s", (_, span, change, expected) => {
  expect(shifted(...span, change)).toEqual(expected);
});

test("several changes, oldest first, in every span of a value", () => {
  const value = {
    nodes: [{ span: { start: 4, end: 6 }, args: { units: { value: [1, null], span: { start: 5, end: 6 } } } }],
  };
  const changes = [
    { start: 0, end: 0, length: 10 },
    { start: 0, end: 5, length: 0 },
  ];
  expect(shiftSpans(value, changes)).toEqual({
    nodes: [{ span: { start: 9, end: 11 }, args: { units: { value: [1, null], span: { start: 10, end: 11 } } } }],
  });
});

test("the change between two texts turns the one into the other, and touches nothing that both have around it", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { start, end, length } = changeBetween(before, after);
      expect(before.slice(0, start) + after.slice(start, start + length) + before.slice(end)).toBe(after);
      expect(end).toBeGreaterThanOrEqual(start);
    }),
  );
  expect(changeBetween("abc\ndef", "abc\nxdef")).toEqual({ start: 4, end: 4, length: 1 });
  expect(changeBetween("same", "same")).toEqual({ start: 4, end: 4, length: 0 });
});
