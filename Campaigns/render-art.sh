#!/bin/sh
# Renders every Campaigns/ADVERTISER/art/NAME-WIDTHxHEIGHT.svg to a picture of exactly
# that size, Campaigns/ADVERTISER/NAME-WIDTHxHEIGHT.png. Give advertisers to render only theirs.
#
# Needs rsvg-convert (librsvg2-bin) and the fonts of fonts-dejavu-core; pngquant, where
# it is installed, makes the pictures about three times smaller.
set -eu

cd "$(dirname "$0")"
[ "$#" -gt 0 ] || set -- */

quantize=no
if command -v pngquant >/dev/null 2>&1; then quantize=yes; fi

for advertiser in "$@"; do
    for source in "${advertiser%/}"/art/*.svg; do
        [ -e "$source" ] || continue
        name=$(basename "$source" .svg)
        size=${name##*-}
        picture="${advertiser%/}/$name.png"
        rsvg-convert --width "${size%x*}" --height "${size#*x}" --output "$picture" "$source"
        if [ "$quantize" = yes ]; then
            pngquant --force --strip --speed 1 --quality 70-95 --skip-if-larger \
                --output "$picture" "$picture" || [ $? -eq 98 ]
        fi
    done
done
