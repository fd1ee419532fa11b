/** A half-open range of a source text, in UTF-16 units from its start (as JavaScript and VS Code count). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const covers = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;
