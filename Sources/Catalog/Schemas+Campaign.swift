extension Schemas {
    /// The schema of `ADVERTISER/CAMPAIGN.json`.
    package static let campaign = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "Broadside campaign",
          "description": "Campaigns/ADVERTISER/CAMPAIGN.json: one campaign, which is one insertion order. Comments and trailing commas are allowed; broadside check tells what a schema cannot.",
          "type": "object",
          "required": ["advertiser", "campaign", "line_items", "creatives"],
          "additionalProperties": false,
          "properties": {
            "$schema": {
              "description": "Where an editor finds this schema, such as ../campaign.schema.json.",
              "type": "string"
            },
            "advertiser": {
              "description": "The advertiser's id: the name of the folder.",
              "$ref": "#/$defs/id"
            },
            "advertiser_name": {
              "description": "The advertiser's name as people read it; the id when left out.",
              "$ref": "#/$defs/text"
            },
            "campaign": {
              "description": "The campaign's id: the name of the file without .json.",
              "$ref": "#/$defs/id"
            },
            "order_ref": {
              "description": "The number of the insertion order, for statements.",
              "$ref": "#/$defs/text"
            },
            "paid_for_by": {
              "description": "Who pays, as shown beside the ad where the law asks for it.",
              "$ref": "#/$defs/text"
            },
            "ad_categories": {
              "description": "What is advertised. An article's flags block categories; case and accents do not count.",
              "$ref": "#/$defs/names"
            },
            "line_items": {
              "description": "What was booked: each with its own flight, goal, rate and targeting.",
              "type": "array",
              "items": { "$ref": "#/$defs/line_item" }
            },
            "creatives": {
              "description": "The ads of this campaign.",
              "type": "array",
              "items": { "$ref": "#/$defs/creative" }
            }
          },
          "$defs": {
            "id": {
              "type": "string",
              "pattern": "^[a-z0-9][a-z0-9._-]{0,63}$"
            },
            "text": {
              "type": "string",
              "minLength": 1,
              "maxLength": 200
            },
            "names": {
              "type": "array",
              "items": { "type": "string", "minLength": 1, "maxLength": 200 }
            },
            "amount": {
              "description": "An amount of money as a string: digits, and a point with one to six decimals.",
              "type": "string",
              "pattern": "^[0-9]{1,10}([.][0-9]{1,6})?$",
              "examples": ["2400.00", "0.35"]
            },
            "price_per_thousand": {
              "description": "The price of 1,000 events, with at most three decimals, so that one event is a whole number of micros.",
              "type": "string",
              "pattern": "^[0-9]{1,10}([.][0-9]{1,3}0{0,3})?$",
              "examples": ["12.00"]
            },
            "count": {
              "type": "integer",
              "minimum": 1,
              "maximum": 1000000000000
            },
            "size": {
              "description": "Width x height in CSS pixels; at least one slot of the site must take it.",
              "type": "string",
              "pattern": "^[1-9][0-9]{0,3}x[1-9][0-9]{0,3}$",
              "examples": ["728x90", "300x250"]
            },
            "languages": {
              "description": "BCP 47 language ranges of the page: en covers en-GB.",
              "type": "array",
              "items": {
                "type": "string",
                "pattern": "^([*]|[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8}){0,7})$",
                "examples": ["en", "pt-BR"]
              }
            },
            "moment": {
              "description": "A day in the site's time zone (2026-12-01), or an instant with an offset (2026-12-01T08:00:00-08:00).",
              "type": "string",
              "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:[0-9]{2}))?$"
            },
            "line_item": {
              "type": "object",
              "required": ["id", "tier", "flight", "creatives"],
              "additionalProperties": false,
              "properties": {
                "id": {
                  "description": "The line item's id within the campaign; advertiser/campaign/line_item is its full id.",
                  "$ref": "#/$defs/id"
                },
                "tier": {
                  "description": "Priority: sponsorship before guaranteed before remnant before house.",
                  "enum": ["sponsorship", "guaranteed", "remnant", "house"]
                },
                "status": {
                  "description": "Only an active line item is served.",
                  "enum": ["active", "paused", "ended"],
                  "default": "active"
                },
                "flight": {
                  "description": "When it runs. Days are whole days in the site's time zone, the last one included; an instant as the end is the first one after it.",
                  "type": "object",
                  "required": ["start", "end"],
                  "additionalProperties": false,
                  "properties": {
                    "start": { "$ref": "#/$defs/moment" },
                    "end": { "$ref": "#/$defs/moment" }
                  }
                },
                "goal": {
                  "description": "What it should reach over its flight: exactly one of these. A guaranteed line item needs a count; only a sponsorship may have a share, and without a goal it takes every page view that fits.",
                  "type": "object",
                  "minProperties": 1,
                  "maxProperties": 1,
                  "additionalProperties": false,
                  "properties": {
                    "impressions": {
                      "description": "Ads rendered.",
                      "$ref": "#/$defs/count"
                    },
                    "viewable": {
                      "description": "Ads seen: half of the pixels for a second.",
                      "$ref": "#/$defs/count"
                    },
                    "clicks": {
                      "description": "Clicks.",
                      "$ref": "#/$defs/count"
                    },
                    "share": {
                      "description": "Share of the page views that fit, above 0 and up to 1; sponsorships only.",
                      "type": "number",
                      "exclusiveMinimum": 0,
                      "maximum": 1
                    }
                  }
                },
                "budget": {
                  "description": "The most that it may cost over its flight.",
                  "$ref": "#/$defs/amount"
                },
                "caps": {
                  "description": "Hard limits beside goal and budget.",
                  "type": "object",
                  "additionalProperties": false,
                  "properties": {
                    "daily_impressions": {
                      "description": "Impressions on one day in the site's time zone.",
                      "$ref": "#/$defs/count"
                    },
                    "daily_budget": {
                      "description": "Cost on one day in the site's time zone.",
                      "$ref": "#/$defs/amount"
                    },
                    "lifetime_impressions": {
                      "description": "Impressions over the flight.",
                      "$ref": "#/$defs/count"
                    }
                  }
                },
                "rate": {
                  "description": "What is paid for, and how much. A house line item is free, which may be left unsaid.",
                  "type": "object",
                  "required": ["model"],
                  "oneOf": [
                    {
                      "additionalProperties": false,
                      "required": ["model", "price"],
                      "properties": {
                        "model": {
                          "description": "cpm: 1,000 impressions. vcpm: 1,000 viewable impressions.",
                          "enum": ["cpm", "vcpm"]
                        },
                        "price": { "$ref": "#/$defs/price_per_thousand" }
                      }
                    },
                    {
                      "additionalProperties": false,
                      "required": ["model", "price"],
                      "properties": {
                        "model": { "description": "cpc: one click.", "const": "cpc" },
                        "price": { "$ref": "#/$defs/amount" }
                      }
                    },
                    {
                      "additionalProperties": false,
                      "required": ["model", "price", "per"],
                      "properties": {
                        "model": { "description": "flat: a fixed price for a time.", "const": "flat" },
                        "price": { "$ref": "#/$defs/amount" },
                        "per": {
                          "description": "The time that one price pays for.",
                          "enum": ["day", "week", "month", "flight"]
                        }
                      }
                    },
                    {
                      "additionalProperties": false,
                      "properties": {
                        "model": { "description": "free: nothing is paid.", "const": "free" }
                      }
                    }
                  ]
                },
                "pacing": {
                  "description": "even follows the site's traffic over the flight, frontload runs ahead of it, asap takes all it can get.",
                  "enum": ["even", "frontload", "asap"],
                  "default": "even"
                },
                "slots": {
                  "description": "Ids of the site's slots that it may fill; every slot that a creative fits when left out.",
                  "type": "array",
                  "items": { "$ref": "#/$defs/id" }
                },
                "targeting": {
                  "description": "Which pages it may appear on; every page when left out.",
                  "$ref": "#/$defs/targeting"
                },
                "frequency_caps": {
                  "description": "How often one reader may see it. Not enforced in this version.",
                  "type": "array",
                  "items": {
                    "type": "object",
                    "required": ["impressions", "per"],
                    "additionalProperties": false,
                    "properties": {
                      "impressions": { "type": "integer", "minimum": 1, "maximum": 1000 },
                      "per": { "enum": ["hour", "day", "week", "month", "flight"] }
                    }
                  }
                },
                "exclusion_groups": {
                  "description": "Names of groups of rivals: two line items of one group never stand on one page.",
                  "$ref": "#/$defs/names"
                },
                "roadblock": {
                  "description": "Whether it fills all of a page's slots or none. Not enforced in this version.",
                  "type": "boolean",
                  "default": false
                },
                "miss_penalty": {
                  "description": "What a missed guaranteed impression costs, as a multiple of the price, 0 to 1000.",
                  "$ref": "#/$defs/amount",
                  "default": "1.0"
                },
                "click_rate_prior": {
                  "description": "Clicks an impression to expect before there are numbers.",
                  "type": "number",
                  "minimum": 0,
                  "maximum": 1,
                  "default": 0.001
                },
                "creatives": {
                  "description": "Ids of the campaign's creatives that it shows.",
                  "type": "array",
                  "minItems": 1,
                  "items": { "$ref": "#/$defs/id" }
                },
                "rotation": {
                  "description": "even shows the creatives equally often, weighted by their weights.",
                  "enum": ["even", "weighted"],
                  "default": "even"
                }
              },
              "if": { "properties": { "tier": { "const": "house" } } },
              "else": { "required": ["rate"] }
            },
            "targeting": {
              "description": "All keys that are present must hold; an empty list restricts nothing.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "sections": {
                  "description": "The page is in any of these sections or below. A path of names or slugs; an unambiguous last name is enough.",
                  "type": "array",
                  "items": { "type": "string" }
                },
                "not_sections": {
                  "description": "The page is in none of these sections nor below.",
                  "type": "array",
                  "items": { "type": "string" }
                },
                "regions": {
                  "description": "The page is about any of these regions: ISO 3166 codes with optional places (US, US-OR, US-OR/Portland), or the site's own tree.",
                  "type": "array",
                  "items": { "type": "string" }
                },
                "not_regions": {
                  "description": "The page is about none of these regions.",
                  "type": "array",
                  "items": { "type": "string" }
                },
                "tags_any": {
                  "description": "The page has at least one of these tags; case and accents do not count.",
                  "$ref": "#/$defs/names"
                },
                "tags_all": {
                  "description": "The page has all of these tags.",
                  "$ref": "#/$defs/names"
                },
                "tags_none": {
                  "description": "The page has none of these tags.",
                  "$ref": "#/$defs/names"
                },
                "languages": { "$ref": "#/$defs/languages" },
                "devices": {
                  "description": "What the page is read on.",
                  "type": "array",
                  "items": { "enum": ["desktop", "mobile", "tablet"] }
                },
                "hours": {
                  "description": "Hours of the day in the site's time zone: 8 is 08:00 to 08:59.",
                  "type": "array",
                  "items": { "type": "integer", "minimum": 0, "maximum": 23 }
                },
                "weekdays": {
                  "description": "Days of the week in the site's time zone.",
                  "type": "array",
                  "items": { "enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] }
                },
                "any": {
                  "description": "At least one of these holds.",
                  "type": "array",
                  "items": { "$ref": "#/$defs/targeting" }
                },
                "all": {
                  "description": "All of these hold.",
                  "type": "array",
                  "items": { "$ref": "#/$defs/targeting" }
                },
                "none": {
                  "description": "None of these holds.",
                  "type": "array",
                  "items": { "$ref": "#/$defs/targeting" }
                }
              }
            },
            "creative": {
              "type": "object",
              "required": ["id", "type", "size", "click_url"],
              "properties": {
                "id": {
                  "description": "The creative's id within the campaign.",
                  "$ref": "#/$defs/id"
                },
                "type": {
                  "description": "image: a picture. html: a file in a sandboxed frame. native: title, text and picture laid out by the page. text: title and text.",
                  "enum": ["image", "html", "native", "text"]
                },
                "size": { "$ref": "#/$defs/size" },
                "click_url": {
                  "description": "Where a click leads: an absolute http or https address in ASCII.",
                  "type": "string",
                  "maxLength": 2048,
                  "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[A-Za-z0-9.-]+(:[1-9][0-9]{0,4})?([/?#][!-~]*)?$"
                },
                "weight": {
                  "description": "How often it is shown beside others when the rotation is weighted.",
                  "type": "integer",
                  "minimum": 1,
                  "maximum": 1000,
                  "default": 1
                },
                "languages": { "$ref": "#/$defs/languages" },
                "file": {
                  "description": "A file beside the campaign file. image: PNG, JPEG, GIF or WebP of exactly the creative's size or twice that, at most 2 MiB. html: UTF-8, at most 512 KiB.",
                  "type": "string",
                  "minLength": 1
                },
                "alt": {
                  "description": "What the picture shows, in words, for readers who do not see it.",
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 2000
                },
                "title": {
                  "description": "The headline.",
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 200
                },
                "body": {
                  "description": "The text below the headline; may be empty.",
                  "type": "string",
                  "maxLength": 2000
                },
                "image": {
                  "description": "A picture file for a native creative, of any size.",
                  "type": "string",
                  "minLength": 1
                },
                "call_to_action": {
                  "description": "The words on a native creative's button.",
                  "$ref": "#/$defs/text"
                }
              },
              "oneOf": [
                {
                  "properties": {
                    "type": { "const": "image" },
                    "title": false, "body": false, "image": false, "call_to_action": false
                  },
                  "required": ["file", "alt"]
                },
                {
                  "properties": {
                    "type": { "const": "html" },
                    "alt": false, "title": false, "body": false, "image": false, "call_to_action": false
                  },
                  "required": ["file"]
                },
                {
                  "properties": { "type": { "const": "native" }, "file": false },
                  "required": ["title", "body"],
                  "dependentRequired": { "image": ["alt"], "alt": ["image"] }
                },
                {
                  "properties": {
                    "type": { "const": "text" },
                    "file": false, "alt": false, "image": false, "call_to_action": false
                  },
                  "required": ["title", "body"]
                }
              ],
              "unevaluatedProperties": false
            }
          }
        }

        """#
}
