import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompress } from './precompress.ts'

const api = 'http://127.0.0.1:3000'

/** Packages that every page needs, in the first chunk. */
const always =
  /lucide-react\/dist\/esm\/(?!icons\/)|node_modules\/(react|react-dom|scheduler|@tanstack\/(react-)?(router|router-core|query|query-core|store|history)|i18next|react-i18next|clsx|tailwind-merge|use-sync-external-store|@radix-ui\/react-(slot|compose-refs|primitive))\//

/**
 * Menus, drawers, dialogs, switches and what forms are made of, but not the few lines of the same packages that each button needs. Home and
 * sign-in do without them.
 */
const controls =
  /\/web\/src\/parts\/(Drawer|DialogBox|Menu|Confirm|Toggle|Picker|CopyField|SaveForm)|\/web\/src\/(useSave|fieldErrors|frame\/(EditorDrawer|EditorForm|NameForm|ChangedMeanwhile|SecretDialog|SettingsTabs))|node_modules\/(@radix-ui\/(?!react-(slot|compose-refs|primitive)\/)|@floating-ui\/|aria-hidden\/|tslib\/|use-sidecar|use-callback-ref|react-remove-scroll|react-style-singleton|get-nonce)/

/**
 * Our code that loads before any page, and the small parts that most pages use: one chunk instead of forty. It includes the server's model,
 * which the engine needs too: two chunks that need each other do not start.
 */
const shared =
  /preload-helper|\/server\/model\/|\/web\/src\/((?!main|liveList)[a-z][a-zA-Z]*\.tsx?$|words\/en\.json|(parts\/(?!VirtualList|Table|Cards|ListRow|FoldButton|giveFile|list\.|SearchField|WordsInput)|frame\/(?!Frame|AccountSwitcher|PersonMenu|PersonChoices|AccountMenu|Scene|ListPage)|accounts\/(handle|loginAddress)|leads\/(DmChip|leadFilter)|activity\/outcomes|setup\/setupSearch|automations\/(templateNames|StatusChip|inWords|triggerOf)))/

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), tailwindcss(), precompress()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // Browsers that support `light-dark()`: each color is written once, for both themes.
    target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // The pages are served with a CSP without inline script, so no inlined module preload shim and no data: scripts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // Few chunks: each one is a round trip on a slow connection, and compresses better than its parts.
        codeSplitting: {
          // Without this a group includes what its members import, and the first page loads all of it.
          includeDependenciesRecursively: false,
          groups: [
            { name: 'always', test: always, priority: 30 },
            { name: 'controls', test: controls, priority: 20 },
            { name: 'engine', test: /\/server\/engine\/|node_modules\/libphonenumber-js\//, priority: 20 },
            { name: 'icons', test: /node_modules\/lucide-react\//, minShareCount: 2, priority: 20 },
            { name: 'shared', test: shared, priority: 10 },
          ],
        },
      },
    },
  },
  server: { port: 5173, proxy: { '/api': api, '/docs': api } },
})
