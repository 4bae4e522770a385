import fc from 'fast-check'

// Properties are tried with the same dice in every run, so that a red run is red again; FAST_CHECK_SEED throws others.
fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 20261120) })
