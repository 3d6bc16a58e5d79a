import { CodeActionKind } from 'vscode-languageserver-types';
import type { LinkedFile, OptionNode } from '../../compiler/index.ts';
import { walk } from '../../compiler/index.ts';
import type { Action, ActionContext, ProposedAction } from './action.ts';
import { firstDifference, freshError, linkedAfter } from './proof.ts';
import { removeOptions } from './removeOptions.ts';

/** Each is tried by linking the file without it, so many would keep the editor waiting. */
const maximumTried = 20;

/** Removes options that say what holds anyway: the one at the place, or all of the file. */
export const simplifyOptions: Action = (context) => {
  const here = context.path.findLast((node) => node.kind === 'option');
  if (here === undefined || !mayBeDefault(here) || !isNeedless(context, new Set([here]))) {
    return [];
  }
  const all = needless(context);
  return [
    removal(context, 'Remove the option, which says the default', new Set([here])),
    ...(all.size > 1
      ? [removal(context, `Remove all ${all.size} options of the file that say the default`, all)]
      : []),
  ];
};

function removal(
  { linked }: ActionContext,
  title: string,
  options: ReadonlySet<OptionNode>,
): ProposedAction {
  const edits = removeOptions(linked.source, options);
  return { title, kind: CodeActionKind.RefactorRewrite, edits, isProven: true };
}

/** One at a time, each without those before it. */
function needless(context: ActionContext): ReadonlySet<OptionNode> {
  const candidates: OptionNode[] = [];
  walk(context.linked.source.tree, (node) => {
    if (node.kind === 'option' && mayBeDefault(node)) {
      candidates.push(node);
    }
  });
  const found = new Set<OptionNode>();
  if (isNeedless(context, new Set(candidates))) {
    return new Set(candidates);
  }
  for (const option of candidates.slice(0, maximumTried)) {
    if (isNeedless(context, new Set([...found, option]))) {
      found.add(option);
    }
  }
  return found;
}

/** Options whose absence can mean the same as what they say. */
function mayBeDefault({ name, value }: OptionNode): boolean {
  const [first] = name;
  if (first === undefined || first.isExtension) {
    return false;
  }
  switch (first.name.text) {
    case 'json_name':
    case 'packed':
      return true;
    case 'features':
      return name.length === 2 && name[1]?.isExtension === false;
    case 'deprecated':
      return value?.kind === 'identifier' && value.text === 'false';
    default:
      return false;
  }
}

function isNeedless(context: ActionContext, options: ReadonlySet<OptionNode>): boolean {
  const edits = removeOptions(context.linked.source, options);
  const after = edits.length === 0 ? undefined : linkedAfter(context, edits);
  return after !== undefined && saysTheSame(context.linked, after);
}

/** A feature of the file or of a message must hold for whatever comes to be in it later. */
function saysTheSame(before: LinkedFile, after: LinkedFile): boolean {
  const old = [...before.symbols.values()];
  const fresh = [...after.symbols.values()];
  return (
    freshError(before, after) === undefined &&
    firstDifference(before, after) === undefined &&
    JSON.stringify(before.features) === JSON.stringify(after.features) &&
    old.every(
      ({ features }, index) => JSON.stringify(features) === JSON.stringify(fresh[index]?.features),
    )
  );
}
