import fc from 'fast-check'

// Properties use the same seed in every run, so that a failed run fails again; FAST_CHECK_SEED sets another one.
fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 20261120) })
