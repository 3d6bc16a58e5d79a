import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { descriptorSet, documentOfSymbol, RequestError } from '../../server/src/features/index.ts';
import { snapshotOf, uriOf } from '../workspace/memoryWorkspace.ts';

async function namesOf(source: string, ...paths: string[]): Promise<[string, string[]][]> {
  const { snapshot } = await snapshotOf(source);
  const { bytes } = descriptorSet(snapshot, { uris: paths.map(uriOf) });
  return fromBinary(FileDescriptorSetSchema, bytes).file.map(({ name, dependency }) => [
    name,
    dependency,
  ]);
}

describe('descriptor sets', () => {
  it('hold all imports, an import before its importers', async () => {
    const names = await namesOf(
      `
      //- /a.proto
      syntax = "proto3";
      import "b.proto";
      import "google/protobuf/any.proto";
      message A { B b = 1; google.protobuf.Any any = 2; }
      //- /b.proto
      syntax = "proto3";
      message B {}
    `,
      'a.proto',
    );
    expect(names).toEqual([
      ['b.proto', []],
      ['google/protobuf/any.proto', []],
      ['a.proto', ['b.proto', 'google/protobuf/any.proto']],
    ]);
  });

  it('name each file as its importers do, whatever the root', async () => {
    const names = await namesOf(
      `
      //- /svc/proto/orders/a.proto
      syntax = "proto3";
      import "orders/b.proto";
      import "vendor/v.proto";
      message A { B b = 1; V v = 2; }
      //- /svc/proto/orders/b.proto
      syntax = "proto3";
      message B {}
      //- /third_party/vendor/v.proto
      syntax = "proto3";
      message V {}
    `,
      'svc/proto/orders/a.proto',
      'svc/proto/orders/b.proto',
    );
    expect(names.map(([name]) => name)).toEqual([
      'orders/b.proto',
      'vendor/v.proto',
      'orders/a.proto',
    ]);
  });

  it('are refused where a file has an error, with its place', async () => {
    const { snapshot } = await snapshotOf(`
      //- /a.proto
      syntax = "proto3";
      import "b.proto";
      //- /b.proto
      syntax = "proto3";
      message B { Nope n = 1; }
    `);
    expect(() => descriptorSet(snapshot, { uris: [uriOf('a.proto')] })).toThrow(
      new RequestError('b.proto:2:13: "Nope" is not defined. Mend this error first.'),
    );
    expect(() => descriptorSet(snapshot, { uris: [uriOf('none.proto')] })).toThrow(RequestError);
  });

  it('are found by the name of a service or message', async () => {
    const { snapshot } = await snapshotOf(`
      //- /a.proto
      package p;
      message M { message N {} }
      service S {}
    `);
    for (const name of ['p.S', 'p.M', 'p.M.N']) {
      expect(documentOfSymbol(snapshot, name)).toBe(uriOf('a.proto'));
    }
    expect(() => documentOfSymbol(snapshot, 'p.None')).toThrow(RequestError);
  });
});
