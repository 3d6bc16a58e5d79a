import { bazelPackage, bazelRepository } from './bazel.ts';
import { bufDependencies, bufRoots } from './buf.ts';
import { cargoBuild } from './cargo.ts';
import type { RootClaim } from './claim.ts';
import { cmakeProject } from './cmake.ts';
import { goModule } from './go.ts';
import { gradleProject } from './gradle.ts';
import type { RootOrigin } from './importRoot.ts';
import { mavenProject } from './maven.ts';
import { nodePackage } from './node.ts';
import { protocCommands } from './protocCommand.ts';

/** One kind of file that says something about roots. A new kind is one new file and one line here. */
interface Finder {
  readonly origin: RootOrigin;
  /** Of the whole name of a file. */
  readonly fileName: RegExp;
  readonly claims: (text: string, fileName: string) => readonly RootClaim[];
}

const finders: readonly Finder[] = [
  finder('buf', /^buf(?:\.work)?\.yaml$/, (text, name) => bufRoots(name, text)),
  finder('buf', /^buf\.lock$/, bufDependencies),
  finder('bazel', /^(?:MODULE\.bazel|WORKSPACE(?:\.bazel)?)$/, bazelRepository),
  finder('bazel', /^BUILD(?:\.bazel)?$/, bazelPackage),
  finder('maven', /^pom\.xml$/, mavenProject),
  finder('gradle', /^build\.gradle(?:\.kts)?$/, gradleProject),
  finder('cmake', /^(?:CMakeLists\.txt|.+\.cmake)$/, cmakeProject),
  finder('cargo', /^build\.rs$/, cargoBuild),
  finder('go', /^go\.mod$/, goModule),
  finder('node', /^package\.json$/, nodePackage),
  finder('protoc', /^(?:(?:GNU)?[Mm]akefile|.+\.mk|[Jj]ustfile|Taskfile\.ya?ml)$/, protocCommands),
  finder('protoc', /^(?:.+\.(?:sh|bash|bat|cmd|ps1)|gen(?:erate)?\.go)$/, protocCommands),
];

/** Where other extensions are told the options of protoc. */
const editorSettings = finder('protoc', /^settings\.json$/, protocCommands);

/** One expression for all, as every name of a workspace is asked about. */
const anyFileName = new RegExp(finders.map(({ fileName }) => fileName.source).join('|'));
/** Longer files are made by machines. */
const maximumCharacters = 300_000;

/** Whether a file of this name may say something about roots. */
export function mayDeclareRoots(fileName: string): boolean {
  return anyFileName.test(fileName);
}

/** What a file says, with the kind of build that says it. Throws for no text. */
export function claimsOf(
  fileName: string,
  text: string,
): { readonly origin: RootOrigin; readonly claims: readonly RootClaim[] } | undefined {
  const found = [...finders, editorSettings].find(({ fileName: pattern }) =>
    pattern.test(fileName),
  );
  return found === undefined || text.length > maximumCharacters
    ? undefined
    : { origin: found.origin, claims: found.claims(text, fileName) };
}

/** Settings of the editor, below a workspace folder; walks do not come there. */
export const editorSettingsPath = '.vscode/settings.json';

/** The glob patterns of the files that a client is to watch. */
export const rootDeclaringGlobs: readonly string[] = [
  '**/{buf.yaml,buf.work.yaml,buf.lock,MODULE.bazel,WORKSPACE,WORKSPACE.bazel,BUILD,BUILD.bazel}',
  '**/{pom.xml,build.gradle,build.gradle.kts,CMakeLists.txt,*.cmake,build.rs,go.mod,package.json}',
  '**/{Makefile,makefile,GNUmakefile,*.mk,justfile,Justfile,Taskfile.yml,Taskfile.yaml,*.sh,*.bash}',
  '**/{*.bat,*.cmd,*.ps1,gen.go,generate.go}',
  `**/${editorSettingsPath}`,
];

function finder(origin: RootOrigin, fileName: RegExp, claims: Finder['claims']): Finder {
  return { origin, fileName, claims };
}
