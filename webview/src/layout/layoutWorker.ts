/**
 * The script of the layout worker: the ELK engine, which takes its messages from the worker's own
 * scope. Nothing else runs in it.
 */
import 'elkjs/lib/elk-worker.min.js';
