/** The version of the package, put in by the bundler. */
declare const EDDY_VERSION: string;
