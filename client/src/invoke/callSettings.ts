import * as vscode from 'vscode';
import { settingsSection } from '../manifest.ts';
import type { CallLimits } from './callSession.ts';

const defaultDeadlineMs = 10_000;
const defaultMaxReceiveBytes = 4 * 1024 * 1024;

/** The settings under `protoAtlas.call`, a default in place of what makes no sense. */
export function readCallLimits(): CallLimits {
  const settings = vscode.workspace.getConfiguration(settingsSection);
  const deadlineMs = countOf(settings.get<unknown>('call.deadlineMs'), defaultDeadlineMs);
  const maxReceiveBytes = countOf(
    settings.get<unknown>('call.maxReceiveMessageBytes'),
    defaultMaxReceiveBytes,
  );
  return { maxReceiveBytes, ...(deadlineMs > 0 && { deadlineMs }) };
}

function countOf(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : fallback;
}
