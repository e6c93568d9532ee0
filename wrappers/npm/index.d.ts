/** A server that was started for tests. */
export interface ParhelionServer {
  /** Base URL of the API, on a free port of 127.0.0.1. */
  readonly url: string;
  /** Id of an app that is ready to use. Absent if the settings have an account key. */
  readonly appId: string;
  /** Id of the key of the app: the user of Basic authentication. */
  readonly keyId: string;
  /** Secret of the key of the app: the password of Basic authentication. */
  readonly secret: string;
  /** Id of the account key, which may do everything. */
  readonly accountKeyId: string;
  /** Secret of the account key. */
  readonly accountSecret: string;
  /** The temporary folder of the data, which the server deletes at its end. */
  readonly dataDirectory: string;
  /** Id of the server process. */
  readonly processId: number;
  /** Stops the server, and waits until it has ended. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ParhelionOptions {
  /** Settings of the server by their names, such as `'Limits:UploadBytes': 1000`. */
  settings?: Readonly<Record<string, string | number | boolean>>;
  /** Where the log of the server goes: to stderr of this process, which is the default, or nowhere. */
  log?: 'inherit' | 'ignore';
}

/**
 * Starts a server with a temporary folder. It stops when `stop` is called or, except on Windows, when this process ends.
 * @throws if the server cannot start, for example because a setting is wrong; the log says why.
 */
export function startParhelion(options?: ParhelionOptions): Promise<ParhelionServer>;

/**
 * Path of the server program.
 * @throws if there is none for this system.
 */
export function serverPath(): string;
