/** JSON with the place of every text in the file, which JSON.parse does not tell. */

/** A text, and for each of its characters where it begins in the file; one more entry for the end. */
export interface PlacedText {
  readonly text: string;
  readonly at: readonly number[];
}
export type Placed = PlacedText | readonly Placed[] | ReadonlyMap<string, Placed> | undefined;

export const isText = (value: Placed): value is PlacedText =>
  value !== undefined && !(value instanceof Map) && "text" in value;

/** Undefined when the text is not JSON. Numbers and words are left out: undefined in their place. */
export function readJson(file: string): Placed {
  const reader = new Reader(file);
  return reader.valid() ? reader.value() : undefined;
}

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

class Reader {
  private at = 0;

  constructor(private readonly file: string) {}

  /** What follows relies on JSON being right. */
  valid(): boolean {
    try {
      JSON.parse(this.file);
      return true;
    } catch {
      return false;
    }
  }

  value(): Placed {
    this.blanks();
    const first = this.file[this.at];
    if (first === '"') return this.text();
    if (first === "{") return this.object();
    if (first === "[") return this.list();
    while (this.at < this.file.length && !",]} \t\r\n".includes(this.file[this.at]!)) this.at++;
    return undefined;
  }

  private object(): ReadonlyMap<string, Placed> {
    const members = new Map<string, Placed>();
    for (this.at++; this.more("}");) {
      const { text } = this.text();
      this.blanks();
      this.at++; // the colon
      members.set(text, this.value());
    }
    return members;
  }

  private list(): readonly Placed[] {
    const items: Placed[] = [];
    for (this.at++; this.more("]");) items.push(this.value());
    return items;
  }

  /** Whether something stands before the closing bracket, and steps over a comma or that bracket. */
  private more(close: string): boolean {
    this.blanks();
    if (this.file[this.at] === ",") this.at++;
    this.blanks();
    if (this.file[this.at] !== close) return true;
    this.at++;
    return false;
  }

  private blanks(): void {
    while (" \t\r\n".includes(this.file[this.at] ?? "?")) this.at++;
  }

  private text(): PlacedText {
    const places: number[] = [];
    let text = "";
    this.at++;
    while (this.file[this.at] !== '"') {
      places.push(this.at);
      const character = this.file[this.at++]!;
      if (character !== "\\") {
        text += character;
        continue;
      }
      const escape = this.file[this.at++]!;
      if (escape === "u") {
        text += String.fromCharCode(parseInt(this.file.slice(this.at, this.at + 4), 16));
        this.at += 4;
      } else text += escapes[escape] ?? escape;
    }
    places.push(this.at++);
    return { text, at: places };
  }
}
