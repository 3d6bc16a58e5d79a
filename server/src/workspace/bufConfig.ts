/** What `buf.yaml` and `buf.work.yaml` say of modules: where they are and which rules hold in them. */
import type { BreakingConfig } from '../breaking/index.ts';
import type { LintConfig, RuleSelection } from '../lint/index.ts';
import {
  isMap,
  listAt,
  mapAt,
  readYaml,
  textAt,
  textsAt,
  type YamlMap,
  type YamlValue,
} from './yaml.ts';

/** A folder that imports are relative to. */
export interface BufModule {
  /** Relative to the folder of the file, `/`-separated; `.` is that folder itself. */
  readonly path: string;
  /** Folders that are no part of it, relative to it. */
  readonly excludes: readonly string[];
  /** Absent when another file says how it is linted. */
  readonly lint: LintConfig | undefined;
  /** Absent when nothing says what counts as breaking. */
  readonly breaking: BreakingConfig | undefined;
}

/** The modules that a file declares. A `buf.yaml` without any declares its own folder. */
export function bufModules(fileName: string, text: string): readonly BufModule[] {
  const document = readYaml(text);
  const top: YamlMap = isMap(document) ? document : new Map();
  if (fileName === 'buf.work.yaml') {
    return insidePaths(textsAt(top, 'directories')).map((path) => ({
      path,
      excludes: [],
      lint: undefined,
      breaking: undefined,
    }));
  }
  return textAt(top, 'version') === 'v2' ? modulesOfVersion2(top) : modulesOfVersion1(top);
}

/** What counts as breaking by rules that no `buf.yaml` names. */
export function breakingWith(use: readonly string[]): BreakingConfig {
  const section = new Map<string, YamlValue>([['use', use]]);
  return { ...selectionOf('v2', section, '.'), ignoreUnstablePackages: false };
}

/** How files are linted by rules that no `buf.yaml` names. */
export function lintWith(use: readonly string[]): LintConfig {
  return lintOf('v2', new Map<string, YamlValue>([['use', use]]), '.');
}

function modulesOfVersion2(top: YamlMap): readonly BufModule[] {
  const declared = listAt(top, 'modules').filter(isMap);
  const modules = declared.flatMap((module) =>
    insidePaths([textAt(module, 'path')]).map((path) => ({
      path,
      excludes: below(path, textsAt(module, 'excludes')),
      lint: lintOf('v2', mapAt(module.has('lint') ? module : top, 'lint'), path),
      breaking: breakingOf('v2', module.has('breaking') ? module : top, path),
    })),
  );
  const own = {
    path: '.',
    excludes: [],
    lint: lintOf('v2', mapAt(top, 'lint'), '.'),
    breaking: breakingOf('v2', top, '.'),
  };
  return modules.length === 0 ? [own] : modules;
}

function modulesOfVersion1(top: YamlMap): readonly BufModule[] {
  const build = mapAt(top, 'build');
  const version = textAt(top, 'version') === 'v1beta1' ? 'v1beta1' : 'v1';
  const roots = insidePaths(textsAt(build, 'roots'));
  return (roots.length === 0 ? ['.'] : roots).map((path) => ({
    path,
    excludes: below(path, textsAt(build, 'excludes')),
    lint: lintOf(version, mapAt(top, 'lint'), '.'),
    breaking: breakingOf(version, top, '.'),
  }));
}

/** Reads a `lint` section; `path` is what its paths are relative to, seen from the file. */
function lintOf(version: LintConfig['version'], section: YamlMap, path: string): LintConfig {
  const isTrue = (name: string): boolean => textAt(section, name) === 'true';
  return {
    ...selectionOf(version, section, path),
    allowsCommentIgnores:
      version === 'v2' ? !isTrue('disallow_comment_ignores') : isTrue('allow_comment_ignores'),
    enumZeroValueSuffix: textAt(section, 'enum_zero_value_suffix'),
    serviceSuffix: textAt(section, 'service_suffix'),
    rpcAllowSameRequestResponse: isTrue('rpc_allow_same_request_response'),
    rpcAllowGoogleProtobufEmptyRequests: isTrue('rpc_allow_google_protobuf_empty_requests'),
    rpcAllowGoogleProtobufEmptyResponses: isTrue('rpc_allow_google_protobuf_empty_responses'),
  };
}

/** Reads the `breaking` section of a file or a module, if there is one. */
function breakingOf(
  version: RuleSelection['version'],
  around: YamlMap,
  path: string,
): BreakingConfig | undefined {
  if (!around.has('breaking')) {
    return undefined;
  }
  const section = mapAt(around, 'breaking');
  return {
    ...selectionOf(version, section, path),
    ignoreUnstablePackages: textAt(section, 'ignore_unstable_packages') === 'true',
  };
}

/** What both sections say in the same words. */
function selectionOf(
  version: RuleSelection['version'],
  section: YamlMap,
  path: string,
): RuleSelection {
  const ignoreOnly = mapAt(section, 'ignore_only');
  return {
    version,
    use: textsAt(section, 'use'),
    except: textsAt(section, 'except'),
    ignore: below(path, textsAt(section, 'ignore')),
    ignoreOnly: new Map(
      [...ignoreOnly.keys()].map((name) => [name, below(path, textsAt(ignoreOnly, name))]),
    ),
  };
}

/** Paths below a folder, relative to it; a path that holds all of it is `.`. */
function below(folder: string, paths: readonly string[]): readonly string[] {
  const clean = insidePaths(paths);
  if (folder === '.') {
    return clean;
  }
  return clean.flatMap((path) => {
    if (path === '.' || path === folder || folder.startsWith(`${path}/`)) {
      return ['.'];
    }
    return path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [];
  });
}

/** Without those that lead out: a module is below its file. */
function insidePaths(paths: readonly string[]): readonly string[] {
  return paths
    .map((path) => path.split('/').filter((part) => part !== '' && part !== '.'))
    .filter((parts) => !parts.includes('..'))
    .map((parts) => (parts.length === 0 ? '.' : parts.join('/')));
}
