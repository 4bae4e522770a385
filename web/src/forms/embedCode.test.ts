import { expect, test } from 'vitest'
import { embedCode, isOfThisMachine, usualColor } from './embedCode.ts'

const embed =
  '<script src="https://hub.example/forms.js" data-form="guide"></script><noscript><a href="https://hub.example/f/guide">Open the form</a></noscript>'

test('the HTML for another site has the text and the color of the button', () => {
  expect(embedCode(embed, { text: ' ', color: usualColor })).toBe(embed)
  expect(embedCode(embed, { text: 'Get "it" & <go>', color: '#0055ff' })).toBe(
    '<script src="https://hub.example/forms.js" data-form="guide" data-text="Get &quot;it&quot; &amp; &lt;go&gt;" data-color="#0055ff">' +
      '</script><noscript><a href="https://hub.example/f/guide">Get &quot;it&quot; &amp; &lt;go&gt;</a></noscript>',
  )
})

test.each([
  ['http://127.0.0.1:3000/f/a', true],
  ['http://localhost:3000/f/a', true],
  ['http://[::1]:3000/f/a', true],
  ['https://hub.example/f/a', false],
])('%s is of this machine alone: %s', (url, isHere) => expect(isOfThisMachine(url)).toBe(isHere))
