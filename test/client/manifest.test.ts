import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  browserCommandIds,
  commandIds,
  explorerView,
  keyScheme,
  languageId,
  settingKeys,
  textFormatId,
  viewTypes,
} from '../../client/src/manifest.ts';

const root = resolve(import.meta.dirname, '../..');

interface Manifest {
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<
      Record<string, readonly { readonly command: string; readonly when?: string }[]>
    >;
    readonly configuration: readonly {
      readonly properties: Readonly<Record<string, Setting>>;
    }[];
    readonly viewsContainers: {
      readonly activitybar: readonly { readonly id: string; readonly icon: string }[];
    };
    readonly views: Readonly<
      Record<string, readonly { readonly id: string; readonly when?: string }[]>
    >;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly languages: readonly { readonly id: string; readonly configuration: string }[];
    readonly grammars: readonly { readonly path: string }[];
  };
}

interface Setting {
  readonly default?: unknown;
  readonly markdownDescription?: string;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const { contributes } = manifest;
const settings = Object.assign(
  {},
  ...contributes.configuration.map(({ properties }) => properties),
) as Record<string, Setting>;

const sources = globSync('client/src/**/*.ts', { cwd: root }).map((file) => ({
  file,
  text: readFileSync(join(root, file), 'utf8'),
}));

describe('the manifest and the code agree', () => {
  it('on the commands', () => {
    expect(contributes.commands.map(({ command }) => command).sort()).toEqual(
      [...commandIds].sort(),
    );
  });

  it('on the commands in menus', () => {
    const inMenus = Object.values(contributes.menus).flat();
    const unknown = inMenus.filter(({ command }) => !isCommand(command));
    expect(unknown).toEqual([]);
  });

  it('on the settings', () => {
    const keys = settingKeys.map((key) => `protoAtlas.${key}`);
    expect(Object.keys(settings).sort()).toEqual(keys.sort());
  });

  it('on the languages', () => {
    expect(contributes.languages.map(({ id }) => id)).toEqual([languageId, textFormatId]);
  });

  it('on the view of the side bar', () => {
    const [container] = contributes.viewsContainers.activitybar;
    expect(contributes.views[container?.id ?? '']?.map(({ id }) => id)).toEqual([explorerView.id]);
    expect(contributes.viewsWelcome.map(({ view }) => view)).toEqual([
      explorerView.id,
      explorerView.id,
    ]);
  });

  it('on every command that is run by its name', () => {
    const named = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/'(protoAtlas\.[A-Za-z]+)'/g)].map((match) => ({ file, id: match[1] })),
    );
    const viewIds: readonly string[] = Object.values(viewTypes);
    const others = [
      ...viewIds,
      ...Object.values(explorerView),
      'protoAtlas.connections',
      'protoAtlas.registries',
      'protoAtlas.language',
    ];
    const unknown = named.filter(({ id = '' }) => !isCommand(id) && !others.includes(id));
    expect(unknown).toEqual([]);
    expect(named.length).toBeGreaterThan(commandIds.length);
  });

  it('on every setting that is read', () => {
    const read = sources.flatMap(({ text }) =>
      [...text.matchAll(/\.(?:get|inspect)(?:<\w+>)?\(\s*'([a-zA-Z.]+)'/g)].map(([, key]) => key),
    );
    const keys: readonly (string | undefined)[] = settingKeys;
    expect(read.filter((key) => !keys.includes(key))).toEqual([]);
    expect(new Set([...read, 'connections'])).toEqual(new Set(settingKeys));
  });
});

describe('the manifest', () => {
  it('gives every setting a default and a description', () => {
    const incomplete = Object.entries(settings).filter(
      ([, setting]) => setting.default === undefined || !setting.markdownDescription,
    );
    expect(incomplete).toEqual([]);
  });

  it('links only to commands that exist', () => {
    const texts = [
      ...Object.values(settings).map(({ markdownDescription = '' }) => markdownDescription),
      ...contributes.viewsWelcome.map(({ contents }) => contents),
    ];
    const linked = texts
      .flatMap((text) => [...text.matchAll(/\(command:([^)]+)\)/g)].map(([, id]) => id ?? ''))
      .filter((id) => !id.startsWith('workbench.'));
    expect(linked.filter((id) => !isCommand(id))).toEqual([]);
  });

  it('wakes the extension for what comes back after a reload', () => {
    expect(manifest.activationEvents).toContain(`onWebviewPanel:${viewTypes.topology}`);
    expect(manifest.activationEvents).toContain(`onFileSystem:${keyScheme}`);
  });

  it('keeps what a workspace could misuse from counting before it is trusted', () => {
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toContain(
      'protoAtlas.connections',
    );
  });

  it('hides in a browser what needs a process or a connection', () => {
    const isHidden = (when = ''): boolean =>
      when.includes('!isWeb || remoteName') || /^(?:false|resourceScheme == proto-)/.test(when);
    const inBrowser: readonly string[] = browserCommandIds;
    const absent = commandIds.filter((id) => !inBrowser.includes(id));
    const palette = contributes.menus.commandPalette ?? [];
    const shown = absent.filter(
      (id) => !palette.some(({ command, when }) => command === id && isHidden(when)),
    );
    expect(shown).toEqual([]);
    const inEditors = ['editor/title', 'editor/context', 'explorer/context'].flatMap(
      (menu) => contributes.menus[menu] ?? [],
    );
    const inView = inEditors.filter(
      ({ command, when = '' }) =>
        !inBrowser.includes(command) && !isHidden(when) && !when.startsWith('activeWebviewPanelId'),
    );
    expect(inView).toEqual([]);
    expect(
      Object.values(contributes.views)
        .flat()
        .filter(({ when }) => !isHidden(when)),
    ).toEqual([]);
  });

  it('names files that exist', () => {
    const files = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...contributes.languages.map(({ configuration }) => configuration),
      ...contributes.grammars.map(({ path }) => path),
      ...['topology', 'call'].flatMap((name) => [
        `media/${name}-light.svg`,
        `media/${name}-dark.svg`,
      ]),
    ];
    files.forEach((file) => {
      expect(readFileSync(join(root, file)).length).toBeGreaterThan(0);
    });
  });
});

describe('the extension', () => {
  it('composes in a page', () => {
    const { text = '' } = sources.find(({ file }) => file.endsWith('extension.ts')) ?? {};
    const body = text.slice(text.indexOf('export function activate'));
    expect(body.slice(0, body.indexOf('\n}\n')).split('\n').length).toBeLessThanOrEqual(60);
  });
});

function isCommand(id: string): boolean {
  const ids: readonly string[] = commandIds;
  return ids.includes(id);
}
