/** A fingerprint of data: equal data have equal ones on every machine, and different data different ones but by rare chance. */

export class Fingerprint {
  private a = 0x9e3779b9;
  private b = 0x85ebca6b;

  /** Takes in bytes, in order. */
  add(data: ArrayBufferView): this {
    const whole = data.byteLength >> 2;
    const aligned = data.byteOffset % 4 === 0;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const words = aligned
      ? new Int32Array(data.buffer, data.byteOffset, whole)
      : new Int32Array(bytes.slice(0, whole * 4).buffer);
    this.mix(words);
    return this.mix(Int32Array.of(...bytes.subarray(whole * 4), data.byteLength));
  }

  text(text: string): this {
    const words = new Int32Array(text.length + 1);
    for (let i = 0; i < text.length; i++) words[i] = text.charCodeAt(i);
    words[text.length] = text.length;
    return this.mix(words);
  }

  /** 16 hexadecimal digits. */
  toString(): string {
    return [this.a ^ (this.b >>> 15), this.b ^ (this.a >>> 13)]
      .map((half) => (half >>> 0).toString(16).padStart(8, "0"))
      .join("");
  }

  /** Two multiplicative lanes, as in MurmurHash3 (A. Appleby). One kind of array alone: a loop over several is three times slower. */
  private mix(words: Int32Array): this {
    let { a, b } = this;
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      a = Math.imul(a ^ Math.imul(word, 0xcc9e2d51), 0x1b873593);
      a = (((a << 13) | (a >>> 19)) + 0x5bd1e995) | 0;
      b = Math.imul(b + Math.imul(word, 0x2c1b3c6d), 0x297a2d39);
      b = ((b << 17) | (b >>> 15)) ^ a;
    }
    this.a = a;
    this.b = b;
    return this;
  }
}
