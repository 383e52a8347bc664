/** One way to ship the same datasource. */
export interface Candidate {
  readonly name: string;
  /** Absolute path of what the daemon would start. */
  readonly executable: string;
  readonly megabytes: number;
}
