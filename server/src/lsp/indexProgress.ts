import type { WorkDoneProgressServerReporter } from 'vscode-languageserver';
import type { IndexProgress } from '../workspace/index.ts';
import type { ServerContext } from './context.ts';

/** Milliseconds of reading ahead before anything is shown of it: mostly it takes less. */
const patienceMs = 700;
/** Milliseconds between two messages. */
const reportMs = 200;

/** Shows how far reading ahead has come, with a button that ends it; as far as the client can. */
export function showIndexProgress({ connection, workspace, logger }: ServerContext): void {
  let latest: IndexProgress | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function show(): Promise<void> {
    const reporter = await connection.window.createWorkDoneProgress();
    reporter.begin('Proto Atlas', 0, 'reading .proto files', true);
    reporter.token.onCancellationRequested(() => workspace.stopIndexing());
    await follow(reporter);
    reporter.done();
  }

  async function follow(reporter: WorkDoneProgressServerReporter): Promise<void> {
    while (latest !== undefined && !latest.isOver) {
      const { done, total } = latest;
      reporter.report(Math.floor((done / total) * 100), `${done} of ${total} .proto files`);
      await new Promise((resolve) => setTimeout(resolve, reportMs));
    }
  }

  workspace.onDidIndex((progress) => {
    latest = progress;
    if (progress.isOver) {
      clearTimeout(timer);
      timer = undefined;
    } else {
      timer ??= setTimeout(() => {
        show().catch((error: unknown) => logger.debug(`progress: ${String(error)}`));
      }, patienceMs);
    }
  });
}
