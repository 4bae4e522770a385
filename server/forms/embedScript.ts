/**
 * The script that shows a form on another site: a button in the place of the script, which opens the form in a modal dialog. Its
 * attributes: data-form, data-text, data-color, data-class for a button in the site's own style, data-close. The frame is
 * sandboxed without `allow-same-origin`, so the form has no access to cookies, and the site has none to the form. `allow-scripts` is for
 * the script that changes the badge (lookAgainScript.ts); the policy of the pages allows no other.
 */
export const embedScript = `(() => {
  const script = document.currentScript
  const slug = script && script.dataset.form
  if (!slug || !/^[a-z0-9-]+$/.test(slug)) return
  const url = new URL('/f/' + slug, script.src).href
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = script.dataset.text || 'Open the form'
  button.setAttribute('aria-haspopup', 'dialog')
  if (script.dataset.class) button.className = script.dataset.class
  else {
    const color = /^#[0-9a-f]{6}$/i.test(script.dataset.color || '') ? script.dataset.color : '#9c1457'
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16))
    const isBright = (r * 299 + g * 587 + b * 114) / 1000 > 150
    Object.assign(button.style, { padding: '10px 18px', border: '0', borderRadius: '10px', background: color, color: isBright ? '#111' : '#fff', font: '600 16px/1.4 system-ui, sans-serif', cursor: 'pointer' })
  }
  const dialog = document.createElement('dialog')
  dialog.setAttribute('aria-label', button.textContent)
  Object.assign(dialog.style, { padding: '0', border: '0', borderRadius: '12px', width: 'min(32rem, calc(100vw - 2rem))', height: 'min(40rem, calc(100vh - 2rem))', overflow: 'hidden' })
  const close = document.createElement('button')
  close.type = 'button'
  close.textContent = '\\u00d7'
  close.setAttribute('aria-label', script.dataset.close || 'Close')
  Object.assign(close.style, { position: 'absolute', top: '8px', right: '8px', width: '36px', height: '36px', border: '0', borderRadius: '18px', font: '20px/1 system-ui, sans-serif', cursor: 'pointer' })
  close.addEventListener('click', () => dialog.close())
  dialog.append(close)
  button.addEventListener('click', () => {
    if (!dialog.querySelector('iframe')) {
      const frame = document.createElement('iframe')
      frame.src = url
      frame.title = button.textContent
      frame.setAttribute('sandbox', 'allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox')
      frame.referrerPolicy = 'no-referrer'
      Object.assign(frame.style, { width: '100%', height: '100%', border: '0' })
      dialog.append(frame)
    }
    dialog.showModal()
  })
  script.after(button, dialog)
})()
`
