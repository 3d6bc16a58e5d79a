import { type LintVersion, type RuleId, rules } from './ruleTable.ts';

/** How the files of a module are linted. Names are as somebody wrote them, unchecked. */
export interface LintConfig {
  readonly version: LintVersion;
  /** Rules and categories; empty for the default ones. */
  readonly use: readonly string[];
  readonly except: readonly string[];
  /** Files and folders relative to the module, `.` for all of it. */
  readonly ignore: readonly string[];
  /** By rule or category. */
  readonly ignoreOnly: ReadonlyMap<string, readonly string[]>;
  /** Whether comments in the files may switch rules off. */
  readonly allowsCommentIgnores: boolean;
  /** Empty for `_UNSPECIFIED`. */
  readonly enumZeroValueSuffix: string;
  /** Empty for `Service`. */
  readonly serviceSuffix: string;
  readonly rpcAllowSameRequestResponse: boolean;
  readonly rpcAllowGoogleProtobufEmptyRequests: boolean;
  readonly rpcAllowGoogleProtobufEmptyResponses: boolean;
}

const noRules: ReadonlySet<RuleId> = new Set();

/** The rules that hold for one file, by its path from the root of its module. */
export function rulesFor(config: LintConfig, path: string): ReadonlySet<RuleId> {
  const { chosen, ignored } = choiceOf(config);
  if (config.ignore.some((one) => holds(one, path))) {
    return noRules;
  }
  const off = ignored.filter(({ path: one }) => holds(one, path));
  return off.length === 0
    ? chosen
    : new Set([...chosen].filter((id) => !off.some(({ ids }) => ids.has(id))));
}

/** Names that are no rule and no category of the version, such as misspelt ones. */
export function unknownNames({ version, use, except, ignoreOnly }: LintConfig): readonly string[] {
  const names = [...use, ...except, ...ignoreOnly.keys()];
  return [...new Set(names)].filter(
    (name) => !retired.has(name) && idsOf(version, name).size === 0,
  );
}

/** Known, and without any effect of their own. */
const retired = new Set(['IMPORT_NO_WEAK']);
/** Earlier names of categories. */
const renamed = new Map([['DEFAULT', 'STANDARD']]);

interface Choice {
  readonly chosen: ReadonlySet<RuleId>;
  readonly ignored: readonly { readonly path: string; readonly ids: ReadonlySet<RuleId> }[];
}

const choices = new WeakMap<LintConfig, Choice>();

function choiceOf(config: LintConfig): Choice {
  const choice = choices.get(config) ?? choose(config);
  choices.set(config, choice);
  return choice;
}

function choose({ version, use, except, ignoreOnly }: LintConfig): Choice {
  const names = use.length === 0 ? ['STANDARD'] : use;
  const chosen = new Set(names.flatMap((name) => [...idsOf(version, name)]));
  except.forEach((name) => idsOf(version, name).forEach((id) => chosen.delete(id)));
  const ignored = [...ignoreOnly].flatMap(([name, paths]) =>
    paths.map((path) => ({ path, ids: idsOf(version, name) })),
  );
  return { chosen, ignored };
}

/** The rule of a name, or those of a category. */
function idsOf(version: LintVersion, written: string): ReadonlySet<RuleId> {
  const name = renamed.get(written) ?? written;
  const found = rules.filter(({ id, categories }) => {
    const own = categories[version];
    return own !== undefined && (id === name || own.includes(name));
  });
  return new Set(found.map(({ id }) => id));
}

function holds(folder: string, path: string): boolean {
  return folder === '.' || folder === path || path.startsWith(`${folder}/`);
}
