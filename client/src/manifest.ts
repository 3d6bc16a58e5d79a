/**
 * The names that the manifest and the code share. A test compares both sides, so neither drifts.
 */

/** Every command, as contributed in package.json. */
export const commandIds = [
  'protoAtlas.openTopology',
  'protoAtlas.toggleLiveConnections',
  'protoAtlas.addConnection',
  'protoAtlas.testConnection',
  'protoAtlas.setSecret',
  'protoAtlas.removeConnection',
  'protoAtlas.manageConnections',
  'protoAtlas.editConnection',
  'protoAtlas.renameConnection',
  'protoAtlas.enableConnection',
  'protoAtlas.disableConnection',
  'protoAtlas.setMaintenance',
  'protoAtlas.deregister',
  'protoAtlas.callMethod',
  'protoAtlas.showReferences',
  'protoAtlas.generateCode',
  'protoAtlas.restartServers',
  'protoAtlas.showLog',
  'protoAtlas.refreshExplorer',
  'protoAtlas.copyAddress',
  'protoAtlas.callInstanceMethod',
  'protoAtlas.loadMoreKeys',
  'protoAtlas.openKey',
  'protoAtlas.newKey',
  'protoAtlas.renameKey',
  'protoAtlas.deleteKey',
  'protoAtlas.markKeyForDeletion',
  'protoAtlas.copyKey',
  'protoAtlas.showKeyHistory',
  'protoAtlas.saveKeysTogether',
  'protoAtlas.showChangedKeys',
  'protoAtlas.discardKeyChanges',
  'protoAtlas.exportKeys',
  'protoAtlas.importKeys',
  'protoAtlas.revokeLease',
  'protoAtlas.destroySession',
  'protoAtlas.releaseLock',
  'protoAtlas.openInTerminal',
  'protoAtlas.openInstanceKey',
  'protoAtlas.revealInSideBar',
  'protoAtlas.exportTopology',
  'protoAtlas.filterTopology',
  'protoAtlas.clearTopologyFilter',
  'protoAtlas.focusService',
  'protoAtlas.leaveFocus',
  'protoAtlas.hideService',
  'protoAtlas.showHiddenServices',
  'protoAtlas.saveTopologyView',
  'protoAtlas.switchTopologyView',
  'protoAtlas.showTopologyChanges',
  'protoAtlas.topologyBackToLive',
] as const;

export type CommandId = (typeof commandIds)[number];

/** The commands that a browser has too; the manifest hides all others there. */
export const browserCommandIds = [
  'protoAtlas.showReferences',
  'protoAtlas.restartServers',
  'protoAtlas.showLog',
] as const satisfies readonly CommandId[];

/** The section that all settings are in. */
export const settingsSection = 'protoAtlas';

/** Every setting, without the section, as contributed in package.json. */
export const settingKeys = [
  'importRoots',
  'lint.use',
  'breaking.against',
  'breaking.use',
  'diagnostics.scope',
  'format.indent',
  'format.alignNumbers',
  'format.blankLines',
  'format.lineLength',
  'inlayHints.features',
  'inlayHints.packages',
  'inlayHints.fieldTags',
  'inlayHints.presence',
  'inlayHints.packed',
  'inlayHints.jsonNames',
  'inlayHints.defaults',
  'inlayHints.oneofNumbers',
  'codeLens.references',
  'json.schemas',
  'connections',
  'topology.liveConnections',
  'call.deadlineMs',
  'call.maxReceiveMessageBytes',
  'codegen.outputFolder',
  'codegen.parameter',
] as const;

export type SettingKey = (typeof settingKeys)[number];

/** Identifier of the language in the editor. */
export const languageId = 'proto';

/** Identifier of the text format, whose documents hold messages. */
export const textFormatId = 'textproto';

/** View types of the webview panels; a panel of the first comes back after a reload. */
export const viewTypes = { topology: 'protoAtlas.topology', call: 'protoAtlas.call' } as const;

/** Scheme of the read-only documents that show the bundled well-known types. */
export const wellKnownScheme = 'proto-atlas-wkt';

/** Scheme of the read-only documents that show files as they were in what they are compared with. */
export const earlierScheme = 'proto-atlas-earlier';

/** The tree in the side bar, and the context key that says whether it has anything to show. */
export const explorerView = {
  id: 'protoAtlas.explorer',
  hasConnections: 'protoAtlas.hasConnections',
} as const;

/** Scheme of the schemas that JSON documents name whose content is a message. */
export const messageSchemaScheme = 'proto';

/** Scheme of the documents that show keys of registries, and save them. */
export const keyScheme = 'proto-atlas-keys';

/** Scheme of the read-only documents that show what a key held at a revision. */
export const keyRevisionScheme = 'proto-atlas-revision';
