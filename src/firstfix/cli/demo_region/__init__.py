"""The demo: a believable service region on real places and device models, built by commands only.

Customers, people and faults are invented. Places are GeoNames' (CC BY 4.0), public holidays the package
holidays' (MIT), device models the device type library's (CC0); see THIRD_PARTY.md.
"""
