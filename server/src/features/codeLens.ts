import type { CodeLens } from 'vscode-languageserver-types';
import type { CallMethodArguments, LanguageCommands } from '../../../protocol/language.ts';
import type { Snapshot } from '../workspace/index.ts';
import { toRange } from './places.ts';

/** A lens above every rpc that calls it. */
export function codeLens(snapshot: Snapshot, { uri }: { readonly uri: string }): CodeLens[] {
  const linked = snapshot.linked(uri);
  if (linked === undefined) {
    return [];
  }
  return linked.topLevel
    .filter(({ kind }) => kind === 'service')
    .flatMap((service) =>
      service.children.map((method) => {
        const target: CallMethodArguments = {
          uri,
          service: service.fullName,
          method: method.name,
        };
        return {
          range: toRange(linked.source, method.nameSpan),
          command: {
            title: '▶ Call',
            command: 'protoAtlas.callMethod' satisfies keyof LanguageCommands,
            arguments: [target],
          },
        };
      }),
    );
}
