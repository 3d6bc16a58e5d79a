import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../server/src/base/index.ts';
import { lint } from '../../server/src/features/lint.ts';
import { rules } from '../../server/src/lint/index.ts';
import { nodeFileSystem } from '../../server/src/lsp/nodeFileSystem.ts';
import { canonicalUri } from '../../server/src/lsp/uris.ts';
import { Workspace } from '../../server/src/workspace/index.ts';
import { bufRecords, bufRules, runBuf } from '../support/buf.ts';

const protos = resolve(import.meta.dirname, '../../node_modules/google-proto-files');

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lint-oracle-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** File, line, column and rule of each finding, sorted. */
async function theirs(): Promise<readonly string[]> {
  const found = bufRecords(await runBuf(folder, 'lint', '--error-format=json'));
  return found
    .map(
      (one) =>
        `${String(one.path)}:${String(one.start_line)}:${String(one.start_column)} ${String(one.type)}`,
    )
    .sort();
}

async function ours(): Promise<readonly string[]> {
  const root = canonicalUri(pathToFileURL(folder).href);
  const scheduler = { pause: () => setImmediate(), now: () => performance.now() };
  const workspace = new Workspace({ fileSystem: nodeFileSystem, scheduler, logger: silentLogger });
  workspace.setLayout({ folders: [root], importRoots: [] });
  const snapshot = await workspace.loadAll();
  workspace.dispose();
  return [...snapshot.uris()]
    .flatMap((uri) => {
      const path = decodeURIComponent(uri.slice(root.length + 1));
      return lint(snapshot, uri).map(({ code, place }) => {
        const position = place && snapshot.source(uri)?.lines.positionAt(place.start);
        return `${path}:${(position?.line ?? 0) + 1}:${(position?.column ?? 0) + 1} ${code}`;
      });
    })
    .sort();
}

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const messy = `syntax = "proto2";
package a;
import public "google/protobuf/empty.proto";
import "google/protobuf/any.proto";
option go_package = "x/y";
message foo_bar {
  oneof Choice {
    int32 Bad = 1;
    group My_group = 5 { optional int32 A = 1; }
  }
  message inner_msg { optional int32 b = 1; extensions 10 to 20; }
  // Documented.
  optional group Other_group = 6 {}
  enum http_status {
    option allow_alias = true;
    HTTP_STATUS_UNKNOWN = 0; OK = 0; not_found = 404;
  }
  // buf:lint:ignore FIELD_LOWER_SNAKE_CASE
  extend inner_msg { optional int32 ExtA = 10; }
  map<string, int32> MyMap = 9;
  required int32 req
    = 13;
  optional int32 __Descriptor__ = 14;
  /* Documented. */
  optional int32 HTTPServerURL2x = 15;
  // buf:lint:ignore COMMENT_FIELD
  optional int32 field_1 = 16;
}
enum Z {
  A =
   1;
}
// buf:lint:ignore RPC_REQUEST_RESPONSE_UNIQUE and why
// buf:lint:ignore COMMENT_RPC
service S {
  rpc do_it(foo_bar) returns (
     foo_bar);
}
service OtherService {
  rpc Two(stream foo_bar) returns (stream google.protobuf.Empty);
  rpc Three(google.protobuf.Empty) returns (ThreeResponse);
  rpc Four(OtherServiceFourRequest) returns (google.protobuf.Empty) {}
}
message ThreeResponse {}
message OtherServiceFourRequest {}
`;

const messyFiles = {
  'a.proto': messy,
  'b.proto': 'package a;\nimport public "a.proto";\noption java_multiple_files = true;\n',
  'NoPackage.proto':
    'edition = "2023";\nmessage M { int32 a = 1 [features.field_presence = LEGACY_REQUIRED]; }\n',
  'p/q/v1/x.proto':
    'syntax = "proto3";\npackage p.q.v1;\nimport "r/v1beta1/y.proto";\nmessage X { r.v1beta1.Y y = 1; }\n',
  'p/q/v1/z.proto':
    'syntax = "proto3";\npackage p.q.v1;\nimport "a.proto";\nmessage Z {}\nservice ZService { rpc Get(a.ThreeResponse) returns (Z); }\n',
  'r/v1beta1/y.proto':
    'syntax = "proto3";\npackage r.v1beta1;\nimport "s/v1p1alpha1/s.proto";\nmessage Y { s.v1p1alpha1.S s = 1; }\n',
  's/v1p1alpha1/s.proto':
    'syntax = "proto3";\npackage s.v1p1alpha1;\nimport "p/q/v1/w.proto";\nmessage S { p.q.v1.W w = 1; }\n',
  'p/q/v1/w.proto':
    'syntax = "proto3";\npackage p.q.v1;\noption php_namespace = "W";\nmessage W {}\n',
  'moved/w.proto': 'syntax = "proto3";\npackage p.q.v1;\n',
  'Upper_pkg/v0/w.proto': 'syntax = "proto3";\npackage Upper_pkg.v0;\n',
};

const everything = '[STANDARD, COMMENTS, UNARY_RPC, STABLE_PACKAGE_NO_IMPORT_UNSTABLE]';

describe('lint', () => {
  it.each(['v2', 'v1', 'v1beta1'] as const)('knows the rules of %s', async (version) => {
    const args = ['config', 'ls-lint-rules', '--version', version, '--format', 'json'];
    const theirRules = [...bufRules(await runBuf(folder, ...args))];
    const ourRules = rules.flatMap(({ id, categories }) => {
      const own = categories[version];
      return own === undefined ? [] : [`${id} ${[...own].sort().join(' ')}`];
    });
    expect(ourRules.sort()).toEqual(theirRules.sort());
  });

  it.each([
    ['everything of version 2', `version: v2\nlint:\n  use: ${everything}\n`],
    ['no lint section', 'version: v2\n'],
    [
      'everything of version 1',
      'version: v1\nlint:\n  use:\n    - DEFAULT\n    - COMMENTS\n    - UNARY_RPC\n',
    ],
    [
      'the beta version',
      'version: v1beta1\nlint:\n  use: [MINIMAL, OTHER, FILE_LAYOUT, STYLE_STANDARD, SENSIBLE, PACKAGE_AFFINITY]\n',
    ],
    [
      'rules taken away',
      'version: v2\nlint:\n  use: [STANDARD]\n  except:\n  - BASIC\n  - SERVICE_SUFFIX # for now\n',
    ],
    [
      'files ignored',
      `version: v2\nlint:\n  use: ${everything}\n  ignore:\n    - a.proto\n    - "p/q"\n`,
    ],
    [
      'files ignored for some rules',
      `version: v2\nlint:\n  use: ${everything}\n  ignore_only:\n    COMMENTS: [p, 'r/v1beta1']\n    PACKAGE_DIRECTORY_MATCH:\n      - a.proto\n      - moved\n`,
    ],
    [
      'comments that ignore nothing',
      `version: v2\nlint:\n  use: ${everything}\n  disallow_comment_ignores: true\n`,
    ],
    [
      'comments that ignore in version 1',
      'version: v1\nlint:\n  use: [STANDARD, COMMENTS]\n  allow_comment_ignores: true\n',
    ],
    [
      'other suffixes',
      'version: v2\nlint:\n  enum_zero_value_suffix: _UNKNOWN\n  service_suffix: S\n',
    ],
    ['empty requests', 'version: v2\nlint:\n  rpc_allow_google_protobuf_empty_requests: true\n'],
    ['empty responses', 'version: v2\nlint:\n  rpc_allow_google_protobuf_empty_responses: true\n'],
    [
      'rpcs that may share',
      'version: v2\nlint: {rpc_allow_same_request_response: true, rpc_allow_google_protobuf_empty_requests: true, rpc_allow_google_protobuf_empty_responses: true}\n',
    ],
  ])('finds what buf finds with %s', async (_, config) => {
    write({ ...messyFiles, 'buf.yaml': config });
    expect(await ours()).toEqual(await theirs());
  });

  it('goes by the module of a file', async () => {
    write({
      'buf.yaml': [
        'version: v2',
        'modules:',
        '  - path: one',
        '    lint:',
        '      use: [COMMENTS]',
        '      ignore: [one/skipped]',
        '  - path: two',
        '    excludes:',
        '      - two/left_out',
        'lint:',
        '  use: [STANDARD]',
        '  ignore: [two/skipped]',
        '',
      ].join('\n'),
      'one/a/v1/a.proto':
        'syntax = "proto3";\npackage a.v1;\noption go_package = "x";\nmessage a_b {}\n',
      'one/skipped/b.proto': 'syntax = "proto3";\nmessage a_b {}\n',
      'two/a/v1/c.proto': 'syntax = "proto3";\npackage a.v1;\nmessage c_d {}\n',
      'two/skipped/d.proto': 'syntax = "proto3";\nmessage a_b {}\n',
      'two/left_out/e.proto': 'syntax = "proto3";\nmessage a_b {}\n',
    });
    expect(await ours()).toEqual(await theirs());
  });

  it('finds what buf finds in 150 files of Google', async () => {
    const copied = copyWithImports(150);
    write({ 'buf.yaml': `version: v2\nlint:\n  use: ${everything}\n` });
    const found = await theirs();
    expect(copied.size).toBeGreaterThanOrEqual(150);
    expect(found.length).toBeGreaterThan(1_000);
    expect(await ours()).toEqual(found);
  });
});

/** Copies files from all over the collection, and all that they import. */
function copyWithImports(count: number): ReadonlySet<string> {
  const names = readdirSync(join(protos, 'google'), { recursive: true, encoding: 'utf8' });
  const sorted = names.filter((name) => name.endsWith('.proto')).sort();
  const copied = new Set<string>();
  for (let at = 0; at < sorted.length && copied.size < count; at += 53) {
    copy(join('google', sorted[at] ?? ''), copied);
  }
  return copied;
}

function copy(path: string, copied: Set<string>): void {
  if (copied.has(path) || !existsSync(join(protos, path))) {
    return;
  }
  copied.add(path);
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  copyFileSync(join(protos, path), join(folder, path));
  const text = readFileSync(join(protos, path), 'utf8');
  for (const [, imported = ''] of text.matchAll(/^import\s+(?:public\s+)?"([^"]+)"/gm)) {
    copy(imported, copied);
  }
}
