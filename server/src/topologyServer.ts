/**
 * The topology server: watches registries and makes calls for the editor next to it. A program of
 * its own, so that a flood of updates or a dead registry never delays a keystroke.
 *
 * `topologyServer --stdio` speaks JSON-RPC on stdin and stdout, `--node-ipc` on the channel of a
 * forked process. The log goes to stderr.
 */
import { type Logger, setUnexpectedHandler } from './base/index.ts';
import { processTransport, serveTopology } from './live/index.ts';

const isVerbose = process.argv.includes('--verbose');
const logger: Logger = {
  debug: (message) => {
    if (isVerbose) {
      write('debug', message);
    }
  },
  info: (message) => {
    write('info', message);
  },
  warn: (message) => {
    write('warn', message);
  },
  error: (message) => {
    write('error', message);
  },
};

setUnexpectedHandler((what, error) => {
  logger.error(`unexpected: ${what}\n${error.stack ?? error.message}`);
});
process.on('uncaughtException', (error) => {
  logger.error(`uncaught: ${error.stack ?? error.message}`);
});
process.on('unhandledRejection', (error) => {
  logger.error(`unhandled: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
});

serveTopology({
  ...processTransport(process.argv.slice(2)),
  ports: { logger, now: Date.now },
  onClose: () => process.exit(0),
});

function write(level: string, message: string): void {
  process.stderr.write(`${new Date().toISOString()} ${level} ${message}\n`);
}
