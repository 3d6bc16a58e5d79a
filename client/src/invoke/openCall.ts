import * as vscode from 'vscode';
import type { CallMethodArguments, WorkspaceMethod } from '../../../protocol/language.ts';
import type { SchemaSource } from '../../../protocol/calls.ts';
import { withProgress } from '../commands/progress.ts';
import { untrustedError, UserError } from '../commands/userError.ts';
import type { LanguageSend } from '../language/languageService.ts';
import type { InstanceCall } from '../topology/topologyView.ts';
import type { TopologyService } from '../topology/topologyService.ts';
import type { CallPanelRequest, CallPanels } from './callPanels.ts';
import { readCallLimits } from './callSettings.ts';
import type { FormMemory } from './formMemory.ts';
import type { Reflections } from './reflections.ts';

export interface OpenCallContext {
  readonly panels: CallPanels;
  readonly send: LanguageSend;
  readonly topology: Pick<TopologyService, 'send' | 'onCallEvent' | 'onUpdate'>;
  readonly memory: FormMemory;
  readonly reflections: Reflections;
}

/** From the lens above an rpc, or from the palette, where the method is asked for. */
export async function callMethod(
  context: OpenCallContext,
  given: CallMethodArguments | undefined,
): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    throw untrustedError('Calling a method');
  }
  const chosen = given ?? (await pickMethod(context.send));
  if (chosen !== undefined) {
    await open(context, workspaceCall(context, chosen));
  }
}

/** From the inspector: the workspace's schema if it has the method, else the server's own. */
export async function callInstance(context: OpenCallContext, call: InstanceCall): Promise<void> {
  const { service, method, target } = call;
  const { methods } = await context.send('protoAtlas/methods', {});
  const own = methods.find((known) => known.service === service && known.method === method);
  const { address } = target;
  const request =
    own === undefined
      ? { ...reflectionCall(context, call), address }
      : { ...workspaceCall(context, own), address };
  await open(context, request);
}

/** Reads the arguments of the command, which anybody can run with anything. */
export function readCallMethodArguments(value: unknown): CallMethodArguments | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const isGiven = 'uri' in value && 'service' in value && 'method' in value;
  if (!isGiven) {
    return undefined;
  }
  const { uri, service, method } = value;
  const isText = typeof uri === 'string' && typeof service === 'string';
  return isText && typeof method === 'string' ? { uri, service, method } : undefined;
}

function open({ panels }: OpenCallContext, request: CallPanelRequest): Promise<void> {
  return withProgress(`Preparing ${request.method}…`, (signal) => panels.open(request, signal));
}

function workspaceCall(
  context: OpenCallContext,
  { uri, service, method }: CallMethodArguments,
): CallPanelRequest {
  return {
    ...shared(context),
    service,
    method,
    schemaLabel: 'workspace',
    schema: async (signal): Promise<SchemaSource> => {
      const { base64 } = await context.send('protoAtlas/descriptorSet', { uri }, signal);
      return { kind: 'descriptorSet', base64 };
    },
  };
}

function reflectionCall(
  context: OpenCallContext,
  { service, method }: InstanceCall,
): CallPanelRequest {
  return {
    ...shared(context),
    service,
    method,
    schemaLabel: 'server reflection',
    schema: () => Promise.resolve({ kind: 'reflection' }),
  };
}

function shared({ topology, memory, reflections }: OpenCallContext) {
  return { topology, memory, reflections, limits: readCallLimits };
}

interface MethodItem extends vscode.QuickPickItem {
  readonly method?: WorkspaceMethod;
}

/** Methods of the active document come first. */
async function pickMethod(send: LanguageSend): Promise<WorkspaceMethod | undefined> {
  const { methods } = await send('protoAtlas/methods', {});
  if (methods.length === 0) {
    throw new UserError('No .proto file of this workspace defines a service with a method.');
  }
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  const here = methods.filter(({ uri }) => uri === active);
  const elsewhere = methods.filter(({ uri }) => uri !== active);
  const picked = await vscode.window.showQuickPick<MethodItem>(
    [...section('This file', here), ...section('Workspace', elsewhere)],
    { title: 'Call gRPC Method', placeHolder: 'Method', matchOnDescription: true },
  );
  return picked?.method;
}

function section(label: string, methods: readonly WorkspaceMethod[]): readonly MethodItem[] {
  if (methods.length === 0) {
    return [];
  }
  return [{ label, kind: vscode.QuickPickItemKind.Separator }, ...methods.map(itemOf)];
}

const kindLabels: Readonly<Record<WorkspaceMethod['kind'], string>> = {
  unary: '',
  serverStreaming: 'server streaming',
  clientStreaming: 'client streaming',
  bidiStreaming: 'bidirectional streaming',
};

function itemOf(method: WorkspaceMethod): MethodItem {
  const description = [method.service, kindLabels[method.kind]].filter((text) => text !== '');
  return {
    label: `$(symbol-method) ${method.method}`,
    description: description.join(' · '),
    method,
  };
}
