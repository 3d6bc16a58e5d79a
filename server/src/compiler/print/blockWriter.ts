import { indent } from './literals.ts';

/** Collects the lines of a file, indented by the blocks around them. */
export class BlockWriter {
  readonly #lines: string[] = [];
  #depth = 0;
  #wantsGap = false;

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  /** One or several lines. */
  line(text: string): void {
    if (this.#wantsGap && this.#lines.at(-1)?.endsWith('{') === false) {
      this.#lines.push('');
    }
    this.#wantsGap = false;
    let moved = text;
    for (let depth = 0; depth < this.#depth; depth++) {
      moved = indent(moved);
    }
    this.#lines.push(moved);
  }

  /** An empty line before the next one, unless a block begins or ends there. */
  gap(): void {
    this.#wantsGap = true;
  }

  /** `head {`, what `body` writes, `}`; nothing between the braces when it writes nothing. */
  block(head: string, body: () => void): void {
    this.line(`${head} {`);
    const before = this.#lines.length;
    this.#depth += 1;
    body();
    this.#depth -= 1;
    this.#wantsGap = false;
    if (this.#lines.length === before) {
      this.#lines.push(`${this.#lines.pop() ?? ''}}`);
    } else {
      this.line('}');
    }
  }
}
