#!/usr/bin/env bash
# Renders the first page of each workbook in output/ to docs/*.png, as LibreOffice prints it.
# Needs soffice, pdftoppm (poppler-utils) and a font like Calibri (fonts-crosextra-carlito).
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for workbook in output/*.xlsx; do
  name=$(basename "$workbook" .xlsx)
  soffice "-env:UserInstallation=file://$scratch/profile" --headless --convert-to pdf --outdir "$scratch" "$workbook" >/dev/null
  pdftoppm -r 130 -f 1 -l 1 -png -singlefile -x 80 -y 120 -W 1290 -H 370 "$scratch/$name.pdf" "docs/$name"
  echo "docs/$name.png"
done
