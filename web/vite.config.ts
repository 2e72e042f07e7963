/// <reference types="vitest/config" />
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Development runs on two origins that look like one: the pages from Vite, the API from the server.
const api = process.env.SIGHTLINE_API ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: { proxy: { '/api': api } },
  preview: { proxy: { '/api': api } },
  build: {
    target: 'es2022',
    // Fonts and icons stay files of our own origin: the content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['app/test/setup.ts'],
    include: ['app/**/*.test.{ts,tsx}'],
    env: { TZ: 'Europe/Brussels' },
    restoreMocks: true,
  },
});
