import type { TopologyCommand } from '../../../protocol/views.ts';
import type { CommandTable } from '../commands/registerCommands.ts';
import { isExplorerNode } from '../explorer/nodes.ts';
import { pickExport } from './exportTopology.ts';
import type { TopologyPanel } from './topologyPanel.ts';

type PanelCommand =
  | 'protoAtlas.openTopology'
  | 'protoAtlas.exportTopology'
  | 'protoAtlas.filterTopology'
  | 'protoAtlas.clearTopologyFilter'
  | 'protoAtlas.focusService'
  | 'protoAtlas.leaveFocus'
  | 'protoAtlas.hideService'
  | 'protoAtlas.showHiddenServices'
  | 'protoAtlas.saveTopologyView'
  | 'protoAtlas.switchTopologyView'
  | 'protoAtlas.showTopologyChanges'
  | 'protoAtlas.topologyBackToLive';

/** What is done with the topology as a whole: most is said to the page, which is opened first. */
export function panelCommands(panel: TopologyPanel): Pick<CommandTable, PanelCommand> {
  const tell = (command: TopologyCommand) => () => {
    panel.tell({ type: 'topology/command', command });
  };
  return {
    'protoAtlas.openTopology': (line) => {
      openTopology(panel, line);
    },
    'protoAtlas.exportTopology': async () => {
      const request = await pickExport();
      if (request !== undefined) {
        panel.tell({ type: 'export/request', request });
      }
    },
    'protoAtlas.filterTopology': tell('filter'),
    'protoAtlas.clearTopologyFilter': tell('clearFilter'),
    'protoAtlas.focusService': tell('focus'),
    'protoAtlas.leaveFocus': tell('leaveFocus'),
    'protoAtlas.hideService': tell('hide'),
    'protoAtlas.showHiddenServices': tell('showHidden'),
    'protoAtlas.saveTopologyView': tell('saveView'),
    'protoAtlas.switchTopologyView': tell('switchView'),
    'protoAtlas.showTopologyChanges': tell('showChanges'),
    'protoAtlas.topologyBackToLive': tell('backToLive'),
  };
}

/** From a service or an instance of the side bar the map goes there. */
function openTopology(panel: TopologyPanel, line: unknown): void {
  if (isExplorerNode(line) && line.kind === 'service') {
    panel.tell({ type: 'topology/select', serviceId: line.service.id });
  } else if (isExplorerNode(line) && line.kind === 'instance') {
    const { service: serviceId, instance } = line;
    panel.tell({ type: 'topology/select', serviceId, instanceId: instance.id });
  } else {
    panel.reveal();
  }
}
