import type { ProtoSymbol } from '../compiler/index.ts';
import { lintEnum, lintEnumValue } from './enumRules.ts';
import { lintImports } from './importRules.ts';
import { Findings, type LintFinding, type LintInput } from './finding.ts';
import { lintSyntax } from './fileRules.ts';
import { lintField, lintMessage, lintOneof } from './messageRules.ts';
import { lintPackage } from './packageRules.ts';
import { lintMethod, lintService } from './serviceRules.ts';
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
  for (const symbol of input.file.topLevel) {
    lintSymbol(symbol, input, findings);
  }
  lintTypeUse(input, findings);
  return findings.list.sort((a, b) => a.start - b.start || a.end - b.end);
}

function lintSymbol(symbol: ProtoSymbol, input: LintInput, findings: Findings): void {
  lintOne(symbol, input, findings);
  for (const child of symbol.children) {
    lintSymbol(child, input, findings);
  }
}

function lintOne(symbol: ProtoSymbol, input: LintInput, findings: Findings): void {
  const { node, kind } = symbol;
  switch (node.kind) {
    case 'message':
      lintMessage(node, findings);
      break;
    case 'group':
      if (kind === 'message') {
        lintMessage(node, findings);
      } else {
        lintField(symbol, node, findings);
      }
      break;
    case 'field':
      lintField(symbol, node, findings);
      break;
    case 'oneof':
      lintOneof(node, findings);
      break;
    case 'enum':
      lintEnum(node, findings);
      break;
    case 'enumValue':
      lintEnumValue(symbol, node, { input, findings });
      break;
    case 'service':
      lintService(node, { input, findings });
      break;
    case 'method':
      lintMethod(symbol, node, { input, findings });
  }
}
