import { wellKnownText } from '../compiler/index.ts';
import type { LanguageRequests } from '../../../protocol/language.ts';
import {
  descriptorSet,
  documentOfSymbol,
  earlierText,
  methods,
  RequestError,
} from '../features/index.ts';
import { base64Of } from './base64.ts';
import type { ServerContext } from './context.ts';
import { guard, type Handler } from './guard.ts';
import { canonicalUri } from './uris.ts';

type Requests = {
  readonly [M in keyof LanguageRequests]: Handler<
    LanguageRequests[M]['params'],
    LanguageRequests[M]['result']
  >;
};

/** The handlers of every request beside LSP. */
export function customRequests(
  context: Omit<ServerContext, 'connection' | 'settings' | 'data'>,
): Requests {
  const { workspace, host, longWork } = context;
  return {
    'protoAtlas/descriptorSet': async (params, signal) => {
      const uri =
        'uri' in params
          ? canonicalUri(params.uri)
          : documentOfSymbol(await workspace.loadAll(signal), params.symbol);
      const { bytes } = descriptorSet(await workspace.load(uri, signal), { uris: [uri] });
      return { base64: base64Of(bytes) };
    },
    'protoAtlas/methods': async (_params, signal) => ({
      methods: await longWork.run(methods(await workspace.loadAll(signal)), signal),
    }),
    'protoAtlas/generateCode': (params, signal) => {
      if (host.generateCode === undefined) {
        throw new RequestError(
          'Code cannot be generated in a browser, where no program can be run: open the folder on a computer.',
        );
      }
      return host.generateCode(context, params, signal);
    },
    'protoAtlas/wellKnownText': ({ path }) => {
      const text = wellKnownText(path);
      if (text === undefined) {
        throw new RequestError(`${path} is not one of the files built in with Protobuf.`);
      }
      return { text };
    },
    'protoAtlas/earlierText': ({ uri }) => {
      const text = earlierText(workspace.snapshot(), canonicalUri(uri));
      if (text === undefined) {
        throw new RequestError(
          'The file is not compared with this text any more: look at its findings again.',
        );
      }
      return { text };
    },
  };
}

/** Makes the connection answer them. */
export function registerCustomRequests(context: ServerContext): void {
  const requests = customRequests(context);
  const on = <M extends keyof LanguageRequests>(method: M): void => {
    const handler: Requests[M] = requests[method];
    context.connection.onRequest(method, guard({ method, logger: context.logger }, handler));
  };
  for (const method of Object.keys(requests)) {
    on(method as keyof LanguageRequests);
  }
}
