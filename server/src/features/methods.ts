import type { MethodKind, WorkspaceMethod } from '../../../protocol/language.ts';
import type { Definition, Snapshot } from '../workspace/index.ts';
import type { Steps } from './steps.ts';

/** Every rpc of the workspace, by service and in order of the text. Wants every file read. */
export function* methods(snapshot: Snapshot): Steps<WorkspaceMethod[]> {
  const found: WorkspaceMethod[] = [];
  for (const uri of snapshot.uris()) {
    yield;
    const { definitions } = snapshot.summary(uri);
    found.push(...definitions.flatMap((definition) => methodOf(uri, definition) ?? []));
  }
  return found.sort((a, b) => (a.service < b.service ? -1 : a.service > b.service ? 1 : 0));
}

function methodOf(
  uri: string,
  { name, fullName, streams }: Definition,
): WorkspaceMethod | undefined {
  return streams === undefined
    ? undefined
    : {
        service: fullName.slice(0, fullName.length - name.length - 1),
        method: name,
        kind: kindOf(streams),
        uri,
      };
}

function kindOf({ client, server }: NonNullable<Definition['streams']>): MethodKind {
  if (client) {
    return server ? 'bidiStreaming' : 'clientStreaming';
  }
  return server ? 'serverStreaming' : 'unary';
}
