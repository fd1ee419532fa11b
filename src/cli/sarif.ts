/** Findings as SARIF 2.1.0, which code scanning services read. */
import type { Span } from "../model/span";
import type { Checked } from "./check";
import { cellText, editsInFile, inFile } from "./models";

const levels = { error: "error", warning: "warning", info: "note" } as const;

export function sarifOf(all: readonly Checked[], version: string) {
  const hints = new Map(all.flatMap(({ hint }) => (hint ? [[hint.id, hint] as const] : [])));
  const ids = [...new Set(all.map(({ rule }) => rule))];
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Batchwise",
            version,
            rules: ids.map((id) => {
              const hint = hints.get(id);
              return {
                id,
                ...(hint && {
                  shortDescription: { text: hint.title },
                  help: { text: hint.docs, markdown: hint.docs },
                  properties: { evidence: hint.evidence },
                }),
              };
            }),
          },
        },
        results: all.map(resultOf),
      },
    ],
  };
}

function resultOf({ file, rule, severity, message, span, fix, suppression }: Checked) {
  const { lines, source } = file.file;
  const artifactLocation = { uri: source.name.replaceAll("\\", "/") };
  const region = (place: Span) => {
    const [start, end] = [lines.positionAt(place.start), lines.positionAt(place.end)];
    return {
      startLine: start.line + 1,
      startColumn: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    };
  };
  // the region of a notebook is a place in its JSON: people look for the cell
  const cell = span && cellText(file, span);
  return {
    ruleId: rule,
    level: levels[severity],
    message: { text: message },
    ...(suppression && { suppressions: [{ kind: "inSource", justification: suppression.reason }] }),
    locations: [
      {
        physicalLocation: { artifactLocation, ...(span && { region: region(inFile(file, span)) }) },
        ...(cell !== undefined && { logicalLocations: [{ fullyQualifiedName: cell, kind: "cell" }] }),
      },
    ],
    ...(fix && {
      fixes: [
        {
          description: { text: fix.title },
          artifactChanges: [
            {
              artifactLocation,
              replacements: editsInFile(file, fix.edits).map((edit) => ({
                deletedRegion: region(edit.span),
                insertedContent: { text: edit.text },
              })),
            },
          ],
        },
      ],
    }),
  };
}
