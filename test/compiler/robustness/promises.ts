/** What the compiler promises for any text, as a check that says what is broken. */
import {
  commentsOf,
  compile,
  type Diagnostic,
  diagnosticCodes,
  diagnosticsOf,
  type LinkedFile,
  nodePathAt,
  type SourceFile,
  parse,
  writeFileDescriptorSet,
} from '../../../server/src/compiler/index.ts';
import { violations } from '../syntax/treeInvariants.ts';
import type { Bases } from './inputs.ts';

const mainPath = 'main.proto';
const codes: ReadonlySet<string> = new Set(Object.values(diagnosticCodes).flat());

/** Every promise that is broken for the text as `main.proto`; what is thrown is one of them. */
export function brokenPromises(text: string, bases: Bases): string[] {
  try {
    return [...parsePromises(parse(mainPath, text)), ...compilePromises(text, bases)];
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

function parsePromises(source: SourceFile): string[] {
  for (const at of [0, source.text.length >> 1, source.text.length]) {
    for (const node of nodePathAt(source.tree, at)) {
      commentsOf(source, node);
    }
  }
  return violations(source);
}

function compilePromises(text: string, bases: Bases): string[] {
  const resolve = (path: string): { text: string } | undefined => {
    const found = path === mainPath ? text : bases.get(path);
    return found === undefined ? undefined : { text: found };
  };
  const { files, all } = compile({ files: [mainPath], resolve });
  const [main] = files;
  if (main === undefined) {
    return ['the file is not in the result'];
  }
  writeFileDescriptorSet([main], { includeImports: true });
  writeFileDescriptorSet([main], {
    includeImports: false,
    includeSourceInfo: true,
    retainOptions: true,
  });
  return diagnosticsOf(main).flatMap((found) => diagnosticPromises(found, main, all));
}

function diagnosticPromises(
  { code, message, start, end, related, fixes }: Diagnostic,
  main: LinkedFile,
  all: readonly LinkedFile[],
): string[] {
  const { length } = main.source.text;
  const lengthOf = (path: string): number =>
    all.find((file) => file.source.path === path)?.source.text.length ?? -1;
  const wrong = [
    [!codes.has(code), 'is not in the catalogue'],
    [
      message === '' || (message.includes('undefined') && !main.source.text.includes('undefined')),
      `says "${message}"`,
    ],
    [start < 0 || end < start || end > length, `spans ${start}..${end} of ${length}`],
    [related.some((one) => one.end > lengthOf(one.path)), 'relates to a place outside of its file'],
    [fixes.some(({ edits }) => edits.some((one) => one.end > length)), 'edits outside of the file'],
  ] as const;
  return wrong.flatMap(([isWrong, what]) => (isWrong ? [`${code} ${what}`] : []));
}
