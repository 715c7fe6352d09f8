/// The JSON Schemas of site and campaign files, for editors (draft 2020-12).
///
/// The same text lies beside the campaign files; a test holds both equal.
package enum Schemas {
    /// The schema of `site.json`.
    package static let site = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "Broadside site",
          "description": "Campaigns/site.json: the site that shows the ads. Comments and trailing commas are allowed; broadside check tells what a schema cannot.",
          "type": "object",
          "required": ["site", "origins", "time_zone", "currency", "sections", "slots"],
          "additionalProperties": false,
          "properties": {
            "$schema": {
              "description": "Where an editor finds this schema, such as ./site.schema.json.",
              "type": "string"
            },
            "site": {
              "description": "The site's id, as reports and the event log show it.",
              "$ref": "#/$defs/id"
            },
            "origins": {
              "description": "Origins whose pages may ask for ads: scheme, host and port, without a path.",
              "type": "array",
              "minItems": 1,
              "items": {
                "type": "string",
                "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[A-Za-z0-9.-]+(:[1-9][0-9]{0,4})?$",
                "examples": ["https://news.example"]
              }
            },
            "time_zone": {
              "description": "IANA name of the zone in which flights, hours, weekdays and report days count.",
              "type": "string",
              "examples": ["America/Los_Angeles", "Europe/Berlin", "UTC"]
            },
            "currency": {
              "description": "ISO 4217 code of all amounts.",
              "type": "string",
              "pattern": "^[A-Z]{3}$",
              "examples": ["USD", "EUR"]
            },
            "sections": {
              "description": "The category tree as nested objects. A parent covers its children; a section without parts is {}. The same name may stand under several parents, but not twice under one.",
              "$ref": "#/$defs/tree"
            },
            "slots": {
              "description": "Positions on a page or in a newsletter that one ad can fill.",
              "type": "array",
              "minItems": 1,
              "items": {
                "type": "object",
                "required": ["id", "sizes"],
                "additionalProperties": false,
                "properties": {
                  "id": {
                    "description": "The id that pages ask for.",
                    "$ref": "#/$defs/id"
                  },
                  "sizes": {
                    "description": "Sizes of creatives that fit, best first.",
                    "type": "array",
                    "minItems": 1,
                    "items": { "$ref": "#/$defs/size" }
                  },
                  "channel": {
                    "description": "web (the default) or email for a position in a newsletter.",
                    "enum": ["web", "email"],
                    "default": "web"
                  }
                }
              }
            },
            "flags": {
              "description": "Marks that editors set on an article, each with the ad categories that it blocks.",
              "type": "object",
              "propertyNames": { "$ref": "#/$defs/id" },
              "additionalProperties": {
                "type": "object",
                "required": ["blocks"],
                "additionalProperties": false,
                "properties": {
                  "blocks": {
                    "description": "Ad categories that do not run beside such an article.",
                    "type": "array",
                    "items": { "type": "string", "minLength": 1, "maxLength": 200 }
                  }
                }
              },
              "examples": [{ "tragedy": { "blocks": ["travel"] } }]
            },
            "regions": {
              "description": "The site's own tree of regions, like sections. Left out, regions are ISO 3166 codes with optional places below them.",
              "$ref": "#/$defs/tree"
            },
            "consent": {
              "description": "What holds for a reader whose law and choice are not known.",
              "type": "object",
              "required": ["default"],
              "additionalProperties": false,
              "properties": {
                "default": {
                  "description": "opt_in (the default): nothing is stored of a reader who has not agreed. opt_out: events are stored unless the reader objects.",
                  "enum": ["opt_in", "opt_out"],
                  "default": "opt_in"
                }
              }
            }
          },
          "$defs": {
            "id": {
              "type": "string",
              "pattern": "^[a-z0-9][a-z0-9._-]{0,63}$"
            },
            "size": {
              "description": "Width x height in CSS pixels.",
              "type": "string",
              "pattern": "^[1-9][0-9]{0,3}x[1-9][0-9]{0,3}$",
              "examples": ["970x250", "728x90", "300x250"]
            },
            "tree": {
              "type": "object",
              "propertyNames": { "pattern": "^[^/]+$", "maxLength": 200 },
              "additionalProperties": { "$ref": "#/$defs/tree" }
            }
          }
        }

        """#
}
