import chromium from '@sparticuz/chromium'
import { chromium as playwright, type Browser, type Page } from 'playwright-core'

// The package unpacks its own libraries only on AWS Lambda, so it is made to believe that. Its own arguments would disable web security;
// these do not.
process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs22.x'
const args = [
  '--no-sandbox',
  '--headless=new',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

export type Visitor = { page: Page; troubles: string[] }
export type OpenedBrowser = { visit(url: string): Promise<Visitor>; close(): Promise<void> }

/** A real Chromium. `troubles` collects what a visitor would find in the console: errors of scripts, refused resources, failed requests. */
export async function openBrowser(): Promise<OpenedBrowser> {
  const browser: Browser = await playwright.launch({ executablePath: await chromium.executablePath(), args })
  return {
    async visit(url) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' })
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      const troubles: string[] = []
      page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()))
      page.on('pageerror', (error) => troubles.push(error.message))
      page.on(
        'response',
        (answer) => answer.status() >= 400 && troubles.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`),
      )
      await page.goto(url)
      return { page, troubles }
    },
    close: () => browser.close(),
  }
}
