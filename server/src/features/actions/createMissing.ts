import { CodeActionKind } from 'vscode-languageserver-types';
import { type Diagnostic, type MethodNode, nodePathAt } from '../../compiler/index.ts';
import { meet } from '../places.ts';
import type { Action, ActionContext, ProposedAction } from './action.ts';
import { appendTo, type Block, eolOf, extentOf } from './statements.ts';

/** Defines the message or enum that the name at the place lacks, or both messages of an rpc. */
export const createMissing: Action = (context) => {
  const missing = context.linked.diagnostics.filter(({ code }) => code === 'not-defined');
  const here = missing.filter((finding) => meet(finding, context.span));
  return here.flatMap((finding) => {
    const name = nameToDefine(context, finding);
    const path = nodePathAt(context.linked.source.tree, finding.start);
    const method = path.findLast((node) => node.kind === 'method');
    const field = path.findLast((node) => node.kind === 'field' || node.kind === 'mapType');
    const isType = method !== undefined || field !== undefined;
    if (name === undefined || !isType || path.some(({ kind }) => kind === 'option')) {
      return [];
    }
    return [
      ...pair(context, method, missing),
      creation(context, [name], messageLines),
      ...(method === undefined ? [creation(context, [name], enumLines)] : []),
    ];
  });
};

/** Of the messages that both are missing; one name for both is one message. */
function pair(
  context: ActionContext,
  method: MethodNode | undefined,
  missing: readonly Diagnostic[],
): readonly ProposedAction[] {
  const names = missing
    .filter(({ start, end }) => method !== undefined && start >= method.start && end <= method.end)
    .map((finding) => nameToDefine(context, finding))
    .filter((name) => name !== undefined);
  const distinct = [...new Map(names.map((name) => [name.name, name])).values()];
  return distinct.length < 2 ? [] : [creation(context, distinct, messageLines)];
}

interface NewName {
  readonly name: string;
  /** The message to put it into; the file when absent. */
  readonly within: Block | undefined;
  /** The top-level statement to put it behind. */
  readonly behind: number;
}

/** A name of this file: a plain one, or one behind the package or a message of this file. */
function nameToDefine({ linked }: ActionContext, { start, end }: Diagnostic): NewName | undefined {
  const { source, packageName, symbols } = linked;
  const parts = source.text.slice(start, end).replace(/\s+/g, '').replace(/^\./, '').split('.');
  const name = parts.at(-1) ?? '';
  const qualifier = parts.slice(0, -1).join('.');
  const statement = nodePathAt(source.tree, start)[1];
  const behind = statement === undefined ? source.text.length : extentOf(source, statement).end;
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    return undefined;
  }
  if (qualifier === '' || qualifier === packageName) {
    return { name, within: undefined, behind };
  }
  const around = symbols.get(qualifier) ?? symbols.get(`${packageName}.${qualifier}`);
  const node = around?.node;
  return node?.kind === 'message' && node.body !== undefined
    ? { name, within: { start: node.start, end: node.end, body: node.body }, behind }
    : undefined;
}

interface Definition {
  readonly keyword: string;
  readonly lines: readonly string[];
}

function messageLines(name: string): Definition {
  return { keyword: 'message', lines: [`message ${name} {}`] };
}

/** An enum begins with a zero that says nothing, named after the enum as the style guide wants. */
function enumLines(name: string): Definition {
  const prefix = name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase();
  return { keyword: 'enum', lines: [`enum ${name} {`, `  ${prefix}_UNSPECIFIED = 0;`, '}'] };
}

function creation(
  { linked: { source } }: ActionContext,
  names: readonly NewName[],
  define: (name: string) => Definition,
): ProposedAction {
  const eol = eolOf(source);
  const list = names.map(({ name }) => `"${name}"`).join(' and ');
  const { keyword } = define('');
  return {
    title: `Create ${keyword}${names.length > 1 ? 's' : ''} ${list}`,
    kind: CodeActionKind.QuickFix,
    edits: names.map(({ name, within, behind }) => {
      const { lines } = define(name);
      return within === undefined
        ? { start: behind, end: behind, newText: eol + eol + lines.join(eol) }
        : appendTo(source, within, lines);
    }),
  };
}
