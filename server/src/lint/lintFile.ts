import { lintImports } from './importRules.ts';
import { Findings, type LintFinding, type LintInput } from './finding.ts';
import { lintSyntax } from './fileRules.ts';
import { lintPackage } from './packageRules.ts';
import { declarationFindings } from './declarationFindings.ts';
import { lintTypeUse } from './typeUseRules.ts';

/** The broken rules of a file, in order of the text. */
export function lintFile(input: LintInput): readonly LintFinding[] {
  if (input.rules.size === 0) {
    return [];
  }
  const findings = new Findings(input);
  lintSyntax(input, findings);
  lintPackage(input, findings);
  lintImports(input, findings);
  lintTypeUse(input, findings);
  const found = [...findings.list, ...declarationFindings(input)];
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}
