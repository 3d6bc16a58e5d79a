import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

const root = resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);

/** A piece of a line and the scopes that a theme sees on it, the outermost first. */
export interface ScopedToken {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly scopes: readonly string[];
}

export interface TokenizedText {
  readonly tokens: readonly ScopedToken[];
  /** Rules that are still open at the end: 1 when every construct was closed. */
  readonly openRules: number;
}

/** Runs the grammar by the engine that the editor uses. */
export interface Tokenizer {
  readonly tokenize: (text: string) => TokenizedText;
}

/** Loads a grammar of `syntaxes/`, by its scope without `source.`. */
export async function loadTokenizer(language = 'proto'): Promise<Tokenizer> {
  await oniguruma.loadWASM({
    data: readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')),
  });
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: () => {
      const path = join(root, `syntaxes/${language}.tmLanguage.json`);
      return Promise.resolve(textmate.parseRawGrammar(readFileSync(path, 'utf8'), path));
    },
  });
  const grammar = await registry.loadGrammar(`source.${language}`);
  if (grammar === null) {
    throw new Error('the grammar was not found');
  }
  return { tokenize: (text) => tokenize(grammar, text) };
}

function tokenize(grammar: textmate.IGrammar, text: string): TokenizedText {
  let stack = textmate.INITIAL;
  const tokens = text.split(/\r?\n/).flatMap((content, line) => {
    const result = grammar.tokenizeLine(content, stack);
    stack = result.ruleStack;
    return result.tokens.map(({ startIndex: start, endIndex: end, scopes }) => ({
      line,
      start,
      end,
      text: content.slice(start, end),
      scopes,
    }));
  });
  return { tokens, openRules: stack.depth };
}
