import * as vscode from 'vscode';

/** Runs a task under a notification with a cancel button, which aborts the signal. */
export function withProgress<T>(
  title: string,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const shown = vscode.window.withProgress(options, async (_progress, token) => {
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => {
      controller.abort();
    });
    try {
      return await task(controller.signal);
    } finally {
      subscription.dispose();
    }
  });
  return Promise.resolve(shown);
}
