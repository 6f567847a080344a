/** The version of the package, put in by the bundler. */
declare const EDDY_VERSION: string;

/** The files of the libraries that lie beside the bundled command, by the names of their packages; put in by the bundler, there only. */
declare const EDDY_LIBRARIES: Readonly<Record<string, string>> | undefined;
