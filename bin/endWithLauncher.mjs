// `npm run dev` loads this before the server and before vite, which would not notice that the launcher was killed. Between it and the
// server is `node --watch`: this process is ended, and it ends the server.
const launcher = Number(process.env['AUTODM_LAUNCHER_PID'])
const everyMs = 500
const toEnd = process.ppid === launcher ? process.pid : process.ppid

const timer = setInterval(() => {
  try {
    process.kill(launcher, 0)
  } catch {
    clearInterval(timer)
    process.kill(toEnd, 'SIGTERM')
  }
}, everyMs)
timer.unref()
