import { describe, expect, it } from 'vitest';
import { scanImports } from '../../server/src/commandLine/compileScan.ts';

const scan = (text: string): string[] | undefined => scanImports(Buffer.from(text));

describe('imports read off the bytes of a file', () => {
  it('finds them in order, with any modifier and either quote', () => {
    const text = `import "a.proto";\nimport public 'b.proto';import weak "c.proto" ;`;
    expect(scan(text)).toEqual(['a.proto', 'b.proto', 'c.proto']);
  });

  it.each([
    '// what to import\n// "and why"\n',
    '  // the import // twice\n',
    '/*\n * to import\n * "something"\n */\n',
    'message Import { int32 important = 1; }\n',
  ])('is not misled by words: %j', (text) => {
    expect(scan(`${text}import "a.proto";`)).toEqual(['a.proto']);
  });

  it.each([
    'import "a" ".proto";',
    'import /* why */ "a.proto";',
    'import // why\n"a.proto";',
    'import "a\\x2eproto";',
    '/*\n// over */ import /**/ "a.proto";',
    '/*\n * over */ import "a" ".proto";',
  ])('leaves to the parser what it cannot tell: %j', (text) => {
    expect(scan(text)).toBeUndefined();
  });
});
