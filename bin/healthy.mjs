// node bin/healthy.mjs: ends with 0 when the server of this machine can do its work, else with 1 and the reasons. The container image's
// health check: slim images have no curl.
const host = ['', '0.0.0.0', '::'].includes(process.env['HOST'] ?? '') ? '127.0.0.1' : process.env['HOST']
try {
  const answer = await fetch(`http://${host}:${process.env['PORT'] || 3000}/health/ready`, { signal: AbortSignal.timeout(2_500) })
  if (!answer.ok) console.error(await answer.text())
  process.exit(answer.ok ? 0 : 1)
} catch (error) {
  console.error(`The server does not respond: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
