import * as vscode from 'vscode';
import type { ClusterEvent } from '../../../protocol/cluster.ts';

/** Milliseconds for which a change of the leader stays in the status bar. */
const shownTime = 15_000;

/**
 * Tells of what happened in a cluster without stealing attention: a change of the leader for a while
 * in the status bar, an alarm as a warning since somebody has to act.
 */
export function showClusterEvent(event: ClusterEvent, connection: string): void {
  switch (event.kind) {
    case 'leaderElected':
      vscode.window.setStatusBarMessage(`$(star-full) ${connection}: ${event.text}`, shownTime);
      return;
    case 'leaderLost':
      vscode.window.setStatusBarMessage(`$(warning) ${connection}: ${event.text}`, shownTime);
      return;
    case 'alarmRaised':
      void vscode.window.showWarningMessage(
        `${connection}: ${event.text}. Open Cluster in the side bar to see what to do.`,
      );
      return;
    case 'alarmCleared':
    case 'memberAdded':
    case 'memberRemoved':
    case 'memberDown':
    case 'memberUp':
      return;
  }
}
