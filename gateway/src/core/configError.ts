/** A setting that is not usable, in a sentence that names the variable. */
export class ConfigError extends Error {}
