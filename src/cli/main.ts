process.stdout.write(`eddy ${EDDY_VERSION}\n`);
