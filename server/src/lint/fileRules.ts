import type { Findings, LintInput } from './finding.ts';
import { lowerSnakeCase } from './names.ts';

/** Rules about a file's first line and its own name. */
export function lintSyntax(input: LintInput, findings: Findings): void {
  syntaxSpecified(input, findings);
  fileLowerSnakeCase(input, findings);
}

function syntaxSpecified({ file }: LintInput, findings: Findings): void {
  const { members } = file.source.tree;
  if (members.some(({ kind }) => kind === 'syntax')) {
    return;
  }
  const start = members[0]?.start ?? 0;
  const edits = [{ start, end: start, newText: 'syntax = "proto2";\n\n' }];
  findings.ofFile({
    rule: 'SYNTAX_SPECIFIED',
    message: 'no syntax is specified, so the file is read as proto2',
    fixes: [{ title: 'Add syntax = "proto2"', edits }],
  });
}

function fileLowerSnakeCase({ path }: LintInput, findings: Findings): void {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const stem = name.replace(/\.[^.]*$/, '');
  const expected = lowerSnakeCase(stem);
  if (stem !== expected) {
    findings.ofFile({
      rule: 'FILE_LOWER_SNAKE_CASE',
      message: `the file name "${name}" is not in lower_snake_case: call it "${expected}.proto"`,
    });
  }
}
